"use strict";
(() => {
  const report = JSON.parse(document.getElementById("report").textContent);
  const columns = new Map(report.columns.map((column) => [column.key, column]));
  const numbers = columns.get("number").values;
  const count = numbers.length;
  const pageSize = 25;
  const table = document.getElementById("trials-table");
  const search = document.getElementById("search");
  const stateChoice = document.getElementById("state");
  const clear = document.getElementById("clear");
  const tally = document.getElementById("tally");
  const pageTally = document.getElementById("page");
  const charts = [];
  // What is shown: a sorting column, the wanted trials' numbers (null for all), the
  // chart that selected them, and the page.
  const shown = { sort: null, descending: false, picked: null, origin: null, page: 0, rows: [] };

  // --- The table ---------------------------------------------------------------------------------------------------

  const comparison = /^(<=|>=|<|>|=)(\S*)/;
  // The longest titles first: one may be the beginning of another, or hold a space.
  const titled = report.columns.filter((one) => one.texts).sort((a, b) => b.title.length - a.title.length);

  // The comparison that a text begins with, as a test of rows and the length of its text; null where it is a word.
  function comparisonAt(text) {
    for (const column of titled) {
      const parts = text.startsWith(column.title) && comparison.exec(text.slice(column.title.length));
      if (parts) return { test: compared(column, parts[1], parts[2]), length: column.title.length + parts[0].length };
    }
    return null;
  }

  function compared(column, sign, wanted) {
    const number = Number(wanted);
    if (sign === "=") {
      return (row) => column.texts[row] === wanted || (wanted !== "" && column.values[row] === number);
    }
    return (row) => {
      const value = column.values[row];
      if (typeof value !== "number" || wanted === "" || Number.isNaN(number)) return false;
      return sign === "<" ? value < number : sign === ">" ? value > number : sign === "<=" ? value <= number : value >= number;
    };
  }

  // Words that must all occur in a row, and comparisons like width>=64 or activation=relu.
  function conditions(text) {
    const tests = [];
    for (let rest = text.trim(); rest !== ""; rest = rest.trimStart()) {
      const found = comparisonAt(rest);
      if (found) {
        tests.push(found.test);
        rest = rest.slice(found.length);
      } else {
        const word = /^\S+/.exec(rest)[0];
        const wanted = word.toLowerCase();
        tests.push((row) => titled.some((one) => one.texts[row].toLowerCase().includes(wanted)));
        rest = rest.slice(word.length);
      }
    }
    return tests;
  }

  // Empty values come last, however the others are sorted.
  function compare(column, descending) {
    const { values } = column;
    return (left, right) => {
      const [a, b] = [values[left], values[right]];
      const [noA, noB] = [a === null || a === "", b === null || b === ""];
      if (noA || noB) return noA === noB ? left - right : noA ? 1 : -1;
      const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
      return order === 0 ? left - right : descending ? -order : order;
    };
  }

  function refresh() {
    const tests = conditions(search.value);
    if (stateChoice.value !== "") {
      const states = columns.get("state").values;
      tests.push((row) => states[row] === stateChoice.value);
    }
    if (shown.picked) tests.push((row) => shown.picked.has(numbers[row]));
    shown.rows = [];
    for (let row = 0; row < count; row += 1) if (tests.every((test) => test(row))) shown.rows.push(row);
    if (shown.sort) shown.rows.sort(compare(shown.sort, shown.descending));
    shown.page = 0;
    draw();
  }

  function sparkline(values) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const [width, height] = [72, 18];
    svg.setAttribute("class", "spark");
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    svg.setAttribute("aria-hidden", "true");
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const points = values.map((value, index) => {
      const x = 1 + ((width - 2) * index) / Math.max(1, values.length - 1);
      const y = high > low ? height - 2 - ((height - 4) * (value - low)) / (high - low) : height / 2;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    const line = document.createElementNS(space, "polyline");
    line.setAttribute("points", points.join(" "));
    svg.append(line);
    return svg;
  }

  function draw() {
    const visible = report.columns.filter((column) => column.texts || column.key === "curve");
    const head = document.createElement("tr");
    for (const column of visible) {
      const cell = document.createElement("th");
      cell.scope = "col";
      if (column.right) cell.className = "right";
      if (column.texts) {
        const button = document.createElement("button");
        const isSorted = shown.sort === column;
        button.textContent = column.title + (isSorted ? (shown.descending ? " ▼" : " ▲") : "");
        button.addEventListener("click", () => {
          shown.descending = isSorted && !shown.descending;
          shown.sort = column;
          refresh();
        });
        if (isSorted) cell.setAttribute("aria-sort", shown.descending ? "descending" : "ascending");
        cell.append(button);
      } else {
        cell.textContent = column.title;
      }
      head.append(cell);
    }
    const rows = shown.rows.slice(shown.page * pageSize, (shown.page + 1) * pageSize).map((row) => {
      const line = document.createElement("tr");
      line.className = columns.get("state").values[row] + (numbers[row] === report.best ? " winner" : "");
      for (const column of visible) {
        const cell = document.createElement("td");
        if (column.right) cell.className = "right";
        if (column.key === "curve") {
          if (column.values[row]) cell.append(sparkline(column.values[row]));
        } else if (column.key === "number") {
          const button = document.createElement("button");
          const isPicked = shown.picked !== null && shown.picked.size === 1 && shown.picked.has(numbers[row]);
          button.textContent = column.texts[row];
          button.title = "Show this trial alone in the pictures";
          button.setAttribute("aria-pressed", String(isPicked));
          button.addEventListener("click", () => pick(isPicked ? null : new Set([numbers[row]]), null));
          cell.append(button);
        } else {
          cell.textContent = column.texts[row];
        }
        line.append(cell);
      }
      return line;
    });
    table.tHead.replaceChildren(head);
    table.tBodies[0].replaceChildren(...rows);
    const pages = Math.max(1, Math.ceil(shown.rows.length / pageSize));
    pageTally.textContent = `page ${shown.page + 1} of ${pages}`;
    document.getElementById("previous").disabled = shown.page === 0;
    document.getElementById("next").disabled = shown.page + 1 >= pages;
    tally.textContent =
      `${shown.rows.length} of ${count} trials` + (shown.picked ? `, ${shown.picked.size} selected in the pictures` : "");
    clear.hidden = shown.picked === null;
  }

  for (const [name, step] of [["previous", -1], ["next", 1]]) {
    document.getElementById(name).addEventListener("click", () => {
      shown.page += step;
      draw();
    });
  }
  search.addEventListener("input", refresh);
  stateChoice.addEventListener("change", refresh);
  clear.addEventListener("click", () => pick(null, null));

  // --- The pictures ------------------------------------------------------------------------------------------------

  // Selects trials everywhere; `origin` is the chart that was dragged over, whose own selection stays.
  function pick(picked, origin) {
    shown.picked = picked;
    shown.origin = origin;
    const keys = picked && Object.fromEntries(Array.from(picked, (number) => [number, true]));
    for (const chart of charts) {
      if (!chart.view) continue;
      chart.view.signal("picked", keys);
      if (chart !== origin && chart.brush.length > 0) release(chart);
      chart.view.runAsync();
    }
    refresh();
  }

  // Takes a chart's own rectangle away.
  function release(chart) {
    for (const channel of ["x", "y"]) chart.view.signal(`brush_${channel}`, []);
    chart.view.data("brush_store", []);
  }

  function isWithin(field, value, range) {
    if (field.discrete) return range.includes(value);
    const [low, high] = [Math.min(...range), Math.max(...range)];
    const place = field.complement ? 1 - value : value;
    return typeof value === "number" && place >= low && place <= high;
  }

  // The numbers of the trials within a rectangle: from the table where it has the fields, else from the chart's rows.
  function trialsWithin(chart, rectangle) {
    const fields = chart.brush.filter((field) => rectangle[field.field]);
    if (fields.length === 0) return null;
    if (fields.every((field) => columns.has(field.column))) {
      return new Set(numbers.filter((_, row) => fields.every((field) => {
        const column = columns.get(field.column);
        return isWithin(field, field.discrete ? column.texts[row] : column.values[row], rectangle[field.field]);
      })));
    }
    const rows = Object.values(chart.specification.datasets).flat().filter((row) => row.trial !== undefined);
    return new Set(
      rows.filter((row) => fields.every((field) => isWithin(field, row[field.field], rectangle[field.field])))
        .map((row) => row.trial));
  }

  const darkness = window.matchMedia("(prefers-color-scheme: dark)");

  // In pixels; longer names are cut.
  const LEGEND_LABEL = 220;

  // As many columns of a legend as its longest name leaves room for.
  function legendColumns(specification, width) {
    const scales = (specification.layer || []).map((layer) => (layer.encoding.color || {}).scale || {});
    const longest = Math.max(0, ...scales.flatMap((scale) => scale.domain || []).map((name) => String(name).length));
    const each = Math.min(LEGEND_LABEL, 6 * longest) + 34;
    return Math.max(1, Math.min(4, Math.floor((width - 40) / each)));
  }

  function looks(specification, width) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const [ink, faint, line] = [colour("--ink"), colour("--faint"), colour("--line")];
    return {
      background: "transparent", font: "system-ui, sans-serif",
      axis: {
        labelColor: ink, titleColor: faint, gridColor: line, domainColor: faint, tickColor: faint, labelLimit: 120,
        titleFontWeight: "normal", labelFontSize: 11, titleFontSize: 12,
      },
      legend: {
        orient: "top", labelColor: ink, titleColor: faint, labelLimit: LEGEND_LABEL, titleFontWeight: "normal",
        columns: legendColumns(specification, width), gradientLength: Math.min(200, width / 2),
      },
      view: { stroke: line }, title: { color: ink },
    };
  }

  // The same drawing on a dark page: its blues the other way round, the deep one being too dark there.
  function forPage(node) {
    if (!darkness.matches) return node;
    const swapped = { "#0072B2": "#56B4E9", "#56B4E9": "#0072B2" };
    const isColour = new Set(["color", "value", "stroke", "fill"]);
    const paint = (value) => (typeof value === "string" && swapped[value]) || value;
    if (Array.isArray(node)) return node.map(forPage);
    if (node === null || typeof node !== "object") return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => {
      if (key === "datasets" || key === "domain") return [key, value];
      if (key === "range" && Array.isArray(value)) return [key, value.map(paint)];
      return [key, isColour.has(key) && typeof value === "string" ? paint(value) : forPage(value)];
    }));
  }

  async function drawChart(chart) {
    if (chart.result) chart.result.finalize();
    chart.result = await window.vegaEmbed(chart.place, forPage(chart.specification), {
      mode: "vega-lite", renderer: "svg", config: looks(chart.specification, chart.place.clientWidth),
      actions: { export: true, source: false, compiled: false, editor: false },
      tooltip: { theme: darkness.matches ? "dark" : "light" },
    });
    chart.view = chart.result.view;
    if (chart.brush.length === 0) return;
    let waiting = null;
    chart.view.addSignalListener("brush", (_, rectangle) => {
      // Not what follows from taking a rectangle away.
      if (Object.keys(rectangle).length === 0 && shown.origin !== chart) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => pick(trialsWithin(chart, rectangle), chart), 40);
    });
  }

  async function drawCharts() {
    for (const chart of charts) {
      try {
        await drawChart(chart);
      } catch (error) {
        chart.place.textContent = `This chart cannot be drawn: ${error.message}`;
        console.error(error);
      }
    }
    document.documentElement.dataset.charts = "drawn";
  }

  refresh();
  if (window.vegaEmbed) {
    for (const place of document.querySelectorAll(".chart")) {
      const { specification, brush } = JSON.parse(document.getElementById(place.dataset.source).textContent);
      charts.push({ place, specification, brush });
    }
    drawCharts();
    darkness.addEventListener("change", drawCharts);
  }
})();
