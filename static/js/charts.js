/**
 * Draws the charts of a page with Apache ECharts from the data that came with the page.
 *
 * Canvas and rich-text tooltips only: nothing here writes a style or a script into the page, so the strict
 * Content-Security-Policy stays as it is. Without this script the tables beside the charts say the same.
 */

const FONT = '"Pretendard GOV", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR", sans-serif';
const INK = "#1e2124";
const SOFT = "#4d5967";
const LINE = "#dfe3e8";
const TONES = {
  primary: "#0b50d0", success: "#228738", warning: "#b06400", danger: "#de3412", info: "#2e83d6",
  neutral: "#b1b8be", dark: "#052b57", target: "#6d7882", teal: "#1c8a7a", violet: "#6d4fc4",
  grant: "#0b50d0", "grant-done": "#8fb1ef", "grant-agreed": "#d3e1f8",
  gift: "#228738", "gift-done": "#8fcf9d", "gift-agreed": "#d7efdc",
  suspended: "#b06400", cancelled: "#8a949e", "cancelled-link": "#dfe3e8",
};
const ROW = 44;
/** What a legend takes above the picture, by the number of its series and the width there is. */
const legendHeight = (data, width) => (data.series.length < 2 ? 6 : width < 460 ? 30 + 22 * (data.series.length - 1) : 36);
const isKorean = document.documentElement.lang.startsWith("ko");
const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;

const tone = (name) => TONES[name] ?? TONES.primary;
const trimmed = (number) => number.toLocaleString("en", { maximumFractionDigits: 1 });

function short(unit, value) {
  if (unit === "kg") return `${trimmed(value / 1000)} t`;
  if (unit === "count") return trimmed(value);
  const steps = isKorean ? [[1e8, "억"], [1e4, "만"]] : [[1e9, " bn"], [1e6, " m"], [1e3, " k"]];
  const [size, word] = steps.find(([step]) => Math.abs(value) >= step) ?? [1, ""];
  return trimmed(value / size) + word;
}

const text = { fontFamily: FONT, fontSize: 13, color: SOFT };
const tooltip = {
  renderMode: "richText", confine: true, backgroundColor: "#ffffff", borderColor: LINE, borderWidth: 1,
  padding: [10, 12], textStyle: { fontFamily: FONT, fontSize: 13, color: INK, lineHeight: 19 },
};

function base() {
  return { animation: !isStill, animationDuration: 350, textStyle: { fontFamily: FONT }, tooltip };
}

function lists(data, at) {
  return data.series
    .filter((one) => one.values[at] !== null && one.values[at] !== undefined)
    .map((one) => `${one.name}  ${one.texts[at]}`);
}

function axes(data, width) {
  const category = {
    type: "category", data: data.categories, axisTick: { show: false }, axisLine: { lineStyle: { color: LINE } },
    axisLabel: { ...text, color: INK },
  };
  const value = {
    type: "value", axisLabel: { ...text, formatter: (number) => short(data.unit, number), hideOverlap: true },
    splitLine: { lineStyle: { color: LINE } }, splitNumber: width < 520 ? 2 : 5,
    minInterval: data.unit === "count" ? 1 : 0,
  };
  return { category, value };
}

function legend(data) {
  if (data.series.length < 2) return undefined;
  return { top: 0, left: 0, itemWidth: 14, itemHeight: 10, itemGap: 16, textStyle: { ...text, color: INK } };
}

function hover(data) {
  return {
    ...tooltip, trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: "rgba(11,80,208,0.06)" } },
    formatter: (found) => [`${data.categories[found[0].dataIndex]}`, ...lists(data, found[0].dataIndex)].join("\n"),
  };
}

function bars(data, width) {
  const { category, value } = axes(data, width);
  const names = width < 520 ? 108 : 220;
  return {
    ...base(), tooltip: hover(data), legend: legend(data),
    grid: { top: legendHeight(data, width), left: 4, right: 24, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: value,
    yAxis: { ...category, inverse: true, axisLabel: { ...category.axisLabel, width: names, overflow: "truncate" } },
    series: data.series.map((one) => ({
      type: "bar", name: one.name, stack: data.is_apart ? undefined : "all", barMaxWidth: 22,
      data: one.values.map((number, at) => ({ value: number, href: one.hrefs[at] })), color: tone(one.tone),
      itemStyle: { borderColor: "#fff", borderWidth: 0.5 }, cursor: one.hrefs.some(Boolean) ? "pointer" : "default",
    })),
  };
}

function lines(data, width) {
  const { category, value } = axes(data, width);
  return {
    ...base(), tooltip: { ...hover(data), axisPointer: { type: "line", lineStyle: { color: LINE } } }, legend: legend(data),
    grid: { top: legendHeight(data, width) + 4, left: 4, right: 24, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { ...category, boundaryGap: false, axisLabel: { ...category.axisLabel, hideOverlap: true } }, yAxis: value,
    series: data.series.map((one) => ({
      type: "line", name: one.name, data: one.values, color: tone(one.tone), symbol: "circle",
      symbolSize: one.tone === "target" ? 0 : 7, showSymbol: one.tone !== "target",
      lineStyle: { width: one.tone === "target" ? 2 : 3, type: one.tone === "target" ? "dashed" : "solid" },
      areaStyle: one.tone === "success" ? { opacity: 0.12 } : undefined,
    })),
  };
}

function sankey(data) {
  const named = new Map(data.nodes.map((node) => [node.id, node]));
  const words = ({ dataType, data: shown }) => dataType === "edge"
    ? `${named.get(shown.source).label} → ${named.get(shown.target).label}\n${shown.text}`
    : [named.get(shown.name).label, named.get(shown.name).role, ...(named.get(shown.name).lines ?? [])].filter(Boolean).join("\n");
  return {
    // Unrolling the flow would hide the names at its end for a while.
    ...base(), animation: false, tooltip: { ...tooltip, trigger: "item", formatter: words },
    series: [{
      type: "sankey", nodeAlign: "left", left: 4, right: 190, top: 12, bottom: 12, nodeGap: 26, nodeWidth: 14, layoutIterations: 0,
      draggable: false, emphasis: { focus: "adjacency" }, blur: { itemStyle: { opacity: 0.4 }, lineStyle: { opacity: 0.25 } },
      data: data.nodes.map((node) => ({
        name: node.id, href: node.href, itemStyle: { color: tone(node.tone), borderWidth: 0 }, cursor: node.href ? "pointer" : "default",
        label: { formatter: `{name|${clean(node.label)}}\n{won|${clean(node.text)}}` },
      })),
      links: data.links.map((link) => ({ ...link, href: named.get(link.target).href, lineStyle: { color: tone(link.tone), opacity: 0.85, curveness: 0.5 } })),
      label: {
        fontFamily: FONT, width: 176, overflow: "truncate",
        rich: {
          name: { fontFamily: FONT, fontSize: 14, fontWeight: 600, color: INK, lineHeight: 19, width: 176, overflow: "truncate" },
          won: { fontFamily: FONT, fontSize: 13, color: SOFT, lineHeight: 18 },
        },
      },
    }],
  };
}

/** Braces and bars would be read as the marks of rich text. */
const clean = (words) => words.replace(/[{}|]/g, " ");

const KINDS = { bars, lines, sankey };

function tallest(data) {
  const columns = new Map();
  const depth = new Map();
  const below = (id, at) => {
    depth.set(id, Math.max(depth.get(id) ?? 0, at));
    for (const link of data.links) if (link.source === id) below(link.target, at + 1);
  };
  const targets = new Set(data.links.map((link) => link.target));
  for (const node of data.nodes) if (!targets.has(node.id)) below(node.id, 0);
  for (const at of depth.values()) columns.set(at, (columns.get(at) ?? 0) + 1);
  return Math.max(...columns.values());
}

function height(kind, data) {
  if (kind === "bars") return Math.max(140, data.categories.length * ROW * (data.is_apart ? 1.3 : 1) + 80);
  if (kind === "lines") return 320;
  return Math.max(260, Math.min(1400, tallest(data) * 62 + 40));
}

function draw(figure) {
  const kind = figure.dataset.chart;
  const data = JSON.parse(figure.querySelector("script").textContent);
  const canvas = figure.querySelector(".chart-canvas");
  figure.hidden = false;
  canvas.style.height = `${height(kind, data)}px`;
  const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
  const paint = () => chart.setOption(KINDS[kind](data, canvas.clientWidth));
  paint();
  chart.on("click", ({ data: hit }) => {
    if (hit?.href) window.location.assign(hit.href);
  });
  new ResizeObserver(() => {
    chart.resize();
    paint();
  }).observe(canvas);
  const drawing = figure.dataset.replaces && document.getElementById(figure.dataset.replaces);
  if (drawing) drawing.hidden = true;
  figure.dataset.drawn = "yes";
}

if (window.echarts) {
  document.fonts.ready.then(() => document.querySelectorAll("figure[data-chart]").forEach(draw));
}
