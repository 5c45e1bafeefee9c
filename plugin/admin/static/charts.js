// Charts, drawn from the JSON beside each canvas. Chart.js is fetched when the first chart is on a page.
"use strict";

(() => {
  const COLOURS = ["#0b6bcb", "#b4560a", "#3c7a3c", "#7a3cb0"]; // each at least 4.5:1 on white
  const DASHES = [[], [6, 4], [2, 3], [10, 4, 2, 4]];
  let library = null;

  function chartLibrary() {
    library ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.querySelector("meta[name=chart-library]").content;
      script.onload = () => resolve(window.Chart);
      script.onerror = () => { library = null; reject(new Error("Chart.js could not be loaded")); };
      document.head.append(script);
    });
    return library;
  }

  // The axis in whole units; what is pointed at to the cent.
  function formatter(data, whole) {
    const style = data.currency ? { style: "currency", currency: data.currency } : {};
    if (whole) style.maximumFractionDigits = 0;
    const numbers = new Intl.NumberFormat(document.documentElement.lang, style);
    return (value) => numbers.format(value);
  }

  function configuration(data, calm) {
    const format = formatter(data, false);
    const onAxis = formatter(data, true);
    return {
      type: data.type,
      data: {
        labels: data.labels,
        datasets: data.series.map((line, index) => ({
          label: line.label,
          data: line.values,
          borderColor: COLOURS[index % COLOURS.length],
          backgroundColor: data.type === "bar" ? COLOURS[index % COLOURS.length] : COLOURS[index % COLOURS.length] + "22",
          borderDash: data.type === "line" ? DASHES[index % DASHES.length] : undefined,
          borderWidth: 2,
          pointRadius: data.labels.length > 40 ? 0 : 2,
          pointHitRadius: 12,
          fill: data.type === "line" && index === 0,
          tension: 0, // a curve between two days would show money that nobody took
        })),
      },
      options: {
        responsive: true,
        maintainAspectRatio: false,
        animation: calm ? false : { duration: 300 },
        interaction: { mode: "index", intersect: false },
        plugins: {
          legend: { display: data.series.length > 1, position: "bottom", labels: { usePointStyle: true, pointStyle: "line" } },
          tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${format(item.parsed.y)}` } },
        },
        scales: {
          x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkip: true, autoSkipPadding: 16 } },
          y: { beginAtZero: true, ticks: { maxTicksLimit: 6, callback: onAxis } },
        },
      },
    };
  }

  async function draw(root) {
    const figures = [...root.querySelectorAll("[data-chart]:not([data-drawn])")];
    if (!figures.length) return;
    figures.forEach((figure) => figure.setAttribute("data-drawn", ""));
    const Chart = await chartLibrary();
    // Charts of pages that are gone still listen for their canvas to change size.
    Object.values(Chart.instances).filter((chart) => !chart.canvas.isConnected).forEach((chart) => chart.destroy());
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const figure of figures) {
      if (!figure.isConnected) continue;
      const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
      new Chart(figure.querySelector("canvas"), configuration(data, calm));
    }
  }

  function drawAll() {
    // Without the library the table under each chart still holds the numbers: open it.
    draw(document).catch(() => document.querySelectorAll("[data-chart] details").forEach((table) => { table.open = true; }));
  }

  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:after:swap", drawAll);
})();
