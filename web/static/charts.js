// Draws the tables of a page as charts. The table is the data: what a cell is worth stands in `data-value`.
"use strict";

const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(`--${name}`).trim();
const FONT = getComputedStyle(document.body).fontFamily;
const chinese = document.documentElement.lang.startsWith("zh");
const [COLON, COMMA] = chinese ? ["：", "、"] : [": ", ", "];
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

for (const table of document.querySelectorAll("table[data-chart]")) {
  const drawn = charts(table).filter((chart) => chart.series.some((one) => one.data.some((value) => value !== null)));
  if (drawn.length === 0) continue;
  const place = document.createElement("div");
  place.className = "charts";
  table.closest("figure").prepend(place);
  for (const { title, height, ...option } of drawn) {
    const box = document.createElement("div");
    box.className = "chart";
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", title);
    place.append(box);
    const canvas = document.createElement("div");
    canvas.className = "canvas";
    if (height) canvas.style.height = height;
    const heading = document.createElement("p");
    heading.className = "chart-title";
    heading.textContent = title;
    box.append(heading, canvas);
    const chart = echarts.init(canvas, null, { renderer: "svg" });
    chart.setOption({ ...common(), ...option });
    new ResizeObserver(() => chart.resize()).observe(canvas);
  }
}

function common() {
  return {
    animation: !still,
    color: [colour("accent"), "#7fa3d8", colour("good"), "#d08a00"],
    textStyle: { fontFamily: FONT, color: colour("ink"), fontSize: 13 },
    // Rich text: a box of HTML would need styles in its elements, which the policy of the pages does not let in.
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
    legend: { bottom: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: colour("ink"), fontSize: 13 } },
    grid: { left: 8, right: 16, top: 16, bottom: 40, containLabel: true },
  };
}

function charts(table) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
  const names = rows.map((row) => row.cells[0].textContent.trim());
  const values = (at) => rows.map((row) => (row.cells[at].dataset.value ? Number(row.cells[at].dataset.value) : null));
  const titled = (columns) => `${table.dataset.title}${COLON}${columns.map(([, head]) => head.textContent.trim()).join(COMMA)}`;
  const columns = (wanted) => heads.map((head, at) => [at, head]).filter(([, head]) => wanted(head.dataset));
  const series = (chosen, type, more = {}) =>
    chosen.map(([at, head]) => ({ type, name: head.textContent.trim(), data: values(at), ...more }));
  const across = { type: "category", data: names, axisTick: { show: false }, axisLabel: { color: colour("ink-soft"), hideOverlap: true } };
  const up = { type: "value", minInterval: 1, splitLine: { lineStyle: { color: colour("line") } }, axisLabel: { color: colour("ink-soft") } };

  if (table.dataset.chart === "bars") return [flat(names, series(columns((says) => false), "bar"))];
  const counted = columns((says) => "series" in says);
  if (table.dataset.chart === "groups") return [flat(names, series(counted, "bar"), titled(counted))];
  const lines = (kind, axis) => {
    const chosen = columns((says) => says.line === kind);
    return { title: titled(chosen), xAxis: { ...across, boundaryGap: false }, yAxis: axis,
      series: series(chosen, "line", { connectNulls: false, symbol: "circle", symbolSize: 7, lineStyle: { width: 2.5 } }) };
  };
  return [
    { title: titled(counted), xAxis: across, yAxis: up, series: series(counted, "bar", { barMaxWidth: 26, itemStyle: { borderRadius: [3, 3, 0, 0] } }) },
    lines("days", up),
    lines("share", { ...up, min: 0, max: 100, axisLabel: { ...up.axisLabel, formatter: "{value}%" } }),
  ];

  // Names may be long: they stand at the left of lying bars.
  function flat(names, found, title = table.dataset.title) {
    const bars = found.length ? found : [{ type: "bar", name: table.dataset.title, data: values(1) }];
    return {
      title, height: `${2.6 * names.length + (bars.length > 1 ? 5.5 : 3.5)}rem`, legend: bars.length > 1 ? common().legend : { show: false },
      grid: { ...common().grid, bottom: bars.length > 1 ? 40 : 8 },
      xAxis: up,
      yAxis: { type: "category", inverse: true, data: names, axisTick: { show: false }, axisLabel: { color: colour("ink"), width: Math.min(170, 13 * Math.max(...names.map((name) => name.length))), overflow: "break", fontSize: 12, lineHeight: 15 } },
      series: bars.map((one) => ({ ...one, barMaxWidth: 20, itemStyle: { borderRadius: [0, 3, 3, 0] }, label: { show: bars.length === 1, position: "right", color: colour("ink") } })),
    };
  }
}
