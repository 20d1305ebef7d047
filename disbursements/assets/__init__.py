"""What the law asks of important property (Act, art. 35): how long, which reports, one serial once."""
