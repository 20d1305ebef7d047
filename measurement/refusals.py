"""What a table of readings can be refused for, in words that name the month."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.workflow.refusals import Refusal


class ReadingRefusal(Refusal):
    """One month that can't be entered as it is."""


class MonthMissing(ReadingRefusal):
    message = _("%(missing)s is missing: after %(before)s comes %(missing)s, not %(month)s.")


class MonthTwice(ReadingRefusal):
    message = _("%(month)s appears twice in this table.")


class MonthKnown(ReadingRefusal):
    message = _("%(month)s was entered already. To change it, correct that reading.")


class MonthTooEarly(ReadingRefusal):
    message = _(
        "%(month)s lies before %(first)s, the first month of this meter. Months are added only at the end."
    )


class MonthOutOfOrder(ReadingRefusal):
    message = _("%(month)s comes after %(before)s in this table. Sort the months, oldest first.")


class MonthNotOver(ReadingRefusal):
    message = _("%(month)s is not over yet. Enter it when the month has ended.")


class RunsBackwards(ReadingRefusal):
    message = _(
        "%(month)s: the meter runs backwards. %(closing)s at the end of the month is below "
        "%(opening)s at its start. If the meter was replaced, reset or rolled over, say so on the page of "
        "the measure first."
    )


class ReadingLocked(ReadingRefusal):
    message = _(
        "%(month)s is locked: a verified statement rests on it. What was signed is corrected on the page of "
        "that statement."
    )


class OpeningDiffers(ReadingRefusal):
    message = _("The register at the start is %(known)s, where %(month)s ended; it can't be %(given)s.")


class OpeningMissing(ReadingRefusal):
    message = _("Enter the register at the start of the first month.")


class StartDiffers(ReadingRefusal):
    message = _("This meter was put in with %(known)s on its register; it can't start with %(given)s.")


class EquipmentGone(ReadingRefusal):
    message = _(
        "%(month)s: the equipment was disposed of on %(day)s, so that there is nothing to read after that "
        "month. If it still runs, have the office put the register of assets right first."
    )


class NothingEntered(ReadingRefusal):
    message = _("There is no month with a reading. Enter at least one.")


class TooFine(ReadingRefusal):
    message = _("%(month)s: enter at most three decimals and less than 10¹⁵.")


class TurnBackwards(ReadingRefusal):
    message = _(
        "%(later)s is below %(earlier)s, from which the register counted up to it. Look at both again."
    )


class RegisterTooLong(ReadingRefusal):
    message = _(
        "%(register)s does not fit a register of %(digits)s digits. Count the digits on the plate again."
    )


class DidNotTurn(ReadingRefusal):
    message = _(
        "%(closing)s is not below %(opening)s at the start of the month: the register did not roll over. "
        "Enter the month like any other; if it is corrected, say that it did not turn."
    )


class NotNextMonth(ReadingRefusal):
    message = _("The next month of this meter is %(next)s, not %(month)s. Enter the months before it first.")


class NoReadingYet(ReadingRefusal):
    message = _(
        "This meter has no reading yet. Enter its months up to the one before first, so that it is known "
        "where it stood."
    )


class NoRegister(Refusal):
    message = _(
        "“%(meter)s” is given as amounts by month; there is no register that could turn or be replaced."
    )


class MeterReplaced(Refusal):
    message = _("Another meter took the place of %(serial)s on %(day)s. Enter the months of the new one.")


class SameSerial(Refusal):
    message = _("%(serial)s is the meter that was taken out. Enter the serial number of the new one.")


class ReplacedInFuture(Refusal):
    message = _("The replacement can't lie in the future. Record it on the day itself or later.")


class LastRegisterKnown(ReadingRefusal):
    message = _(
        "%(month)s was entered with %(known)s at its end. Was the meter replaced on its last day, the last "
        "register is that; else correct %(month)s first."
    )


class BillCrossesMonths(Refusal):
    message = _(
        "The bill is for days of more than one month. Enter a part for each month, with the same number and "
        "-1, -2 behind it; by days it would be: %(parts)s. Better: what the supplier's meter showed at the "
        "end of the month."
    )


class BillEndsEarlier(Refusal):
    message = _("The last day lies before the first one.")


class BillOverlaps(Refusal):
    message = _(
        "Bill %(number)s is for %(first)s to %(last)s already, and some of these days would count twice. "
        "Enter only the days it leaves open, or withdraw it first."
    )


class BillNumberTaken(Refusal):
    message = _("There is a bill with the number %(number)s already. Was it entered before?")


class NothingBilled(ReadingRefusal):
    message = _("A bill states an amount above zero. What was not used needs no bill: enter 0 for the month.")


class MonthWithoutBills(ReadingRefusal):
    message = _(
        "%(month)s was entered as an amount, not by bills. Correct that amount, or go on with the bills of "
        "the months after it."
    )


class MonthOfBills(ReadingRefusal):
    message = _(
        "%(month)s is the sum of its bills. Withdraw the bill that is wrong, and enter it again as it "
        "should be. Where a verified statement rests on the month, the page of that statement withdraws it."
    )


class FuelNotStated(Refusal):
    message = _("It was not said which fuel this is. Say so under “Start of operation” first.")


class NoGrossValue(Refusal):
    message = _(
        "The factor tables have no gross calorific value of this fuel. Enter the amount in %(unit)s instead."
    )


class BillOfRegister(Refusal):
    message = _("“%(meter)s” is read from a register. Enter what it showed at the end of each month.")


class WithdrawnAlready(Refusal):
    message = _("This bill was withdrawn already.")


class CalibratedInFuture(Refusal):
    message = _("A calibration can't lie in the future. Record it once it was done.")


class CalibrationEndsEarlier(Refusal):
    message = _("It can't end before the day of the calibration. Look at the certificate again.")


class CalibrationKnown(Refusal):
    message = _("A calibration of %(day)s is on record already. Withdraw it first if it was wrong.")


class CalibrationWithdrawn(Refusal):
    message = _("This calibration was withdrawn already.")


class RowsRefused(Refusal):
    """Some months of a table can't be entered; nothing was. `rows` maps the row's index to its refusal."""

    def __init__(self, rows: Mapping[int, ReadingRefusal]) -> None:
        self.rows = dict(rows)
        message = ngettext(
            "Nothing was saved: %(count)s month needs another look.",
            "Nothing was saved: %(count)s months need another look.",
            len(self.rows),
        )
        super().__init__(message, count=len(self.rows))


class InvalidExpectation(Refusal):
    """An input of the expected reduction is not a number, or not one of the method's."""

    message = _("“%(name)s” is not a number that this technology's method knows.")


class NoMethod(Refusal):
    message = _("There is no method of measurement for this technology yet.")


class TechnologyElsewhere(Refusal):
    message = _("“%(technology)s” belongs to another programme than the consortium.")


class UnknownQuantity(Refusal):
    message = _("This method does not need such a meter: %(quantity)s in %(unit)s.")


class MeterExists(Refusal):
    message = _("There is a meter for “%(quantity)s” already.")


class InOperationTooEarly(Refusal):
    message = _("The first month of operation can't lie in the future.")


class BaselineInUse(Refusal):
    message = _("A verified statement rests on this baseline; the first month of operation stays %(month)s.")


class VerifiedAlready(Refusal):
    message = _(
        "A verified statement rests on “%(label)s”: it can change only for months after %(month)s, and what "
        "was stated for earlier ones stays."
    )


class NotOfThisFirm(Refusal):
    message = _("Only export rules that this firm has on record can be chosen.")


class UnknownMeter(Refusal):
    message = _("None of these measures has a meter of this number. Download the template again.")


class SerialStays(Refusal):
    message = _("This meter has the serial number %(serial)s. Leave it, or empty the cell.")


class TwoSerials(Refusal):
    message = _("An earlier row names the serial number %(serial)s for the same meter.")


class InOtherColumn(Refusal):
    message = _(
        "This belongs into the column “%(column)s” for this meter. Move it there, and empty this cell."
    )


class TooManyMonths(Refusal):
    message = _("At most %(most)s months of one meter can be handed in at once.")


class NoNewReadings(Refusal):
    message = _("The workbook names no new meter and no register; there is nothing to take over.")


class FirstReadingOnly(Refusal):
    message = _(
        "Only the first month of a meter has a start of its own; later months start where the last one ended."
    )


class AnsweredAlready(Refusal):
    message = _("This question was answered already.")


class AnswerMissing(Refusal):
    message = _("Say why the reading is right.")
