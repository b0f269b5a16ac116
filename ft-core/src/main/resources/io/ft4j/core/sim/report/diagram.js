(function () {
  'use strict';
  const plot = document.getElementById('plot');
  const scroller = document.getElementById('scroller');
  const overview = document.getElementById('overview');
  const axis = document.getElementById('axis');
  const seen = document.getElementById('seen');
  const words = document.getElementById('words');
  const from = Number(plot.dataset.from);
  const span = Math.max(1, Number(plot.dataset.to) - from);
  const end = Math.max(1, Number(plot.dataset.end));
  const base = Number(plot.dataset.width);
  const names = ['x', 'x1', 'x2', 'width'];
  const moved = [];
  let factor = 1;

  // What is a time moves; dx, the distance of a label from what it names, is a length and stays.
  plot.querySelectorAll('line,rect,use,text').forEach(function (element) {
    if (element.closest('defs') || element.closest('#axis')) {
      return;
    }
    const at = names.filter(function (name) { return element.hasAttribute(name); });
    moved.push([element, at.map(function (name) { return [name, Number(element.getAttribute(name))]; })]);
  });

  function tickStep(pixelsPerNs) {
    let step = 1;
    while (step * pixelsPerNs < 90) {
      step *= 10;
    }
    return step / 5 * pixelsPerNs >= 90 ? step / 5 : step / 2 * pixelsPerNs >= 90 ? step / 2 : step;
  }

  function add(name, attributes, text) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    element.textContent = text || '';
    axis.appendChild(element);
  }

  function drawAxis() {
    const pixelsPerNs = base * factor / span;
    const step = tickStep(pixelsPerNs);
    const decimals = Math.max(0, Math.min(9, Math.ceil(9 - Math.log10(step))));
    axis.textContent = '';
    for (let ns = Math.ceil(from / step) * step; ns <= from + span; ns += step) {
      const x = (ns - from) * pixelsPerNs;
      add('line', {'class': 'tick', x1: x, x2: x, y1: 20, y2: plot.getAttribute('height')});
      add('text', {'class': 'time', x: x, dx: 3, y: 14}, (ns / 1e9).toFixed(decimals) + ' s');
    }
    document.getElementById('scale').textContent = '100 px = ' + (100 / pixelsPerNs / 1e6).toPrecision(3) + ' ms';
  }

  function showSeen() {
    const perPixel = span / (base * factor);
    const width = overview.viewBox.baseVal.width;
    seen.setAttribute('x', (from + scroller.scrollLeft * perPixel) / end * width);
    seen.setAttribute('width', Math.max(2, Math.min(span, scroller.clientWidth * perPixel) / end * width));
  }

  function zoom(newFactor, atPixel) {
    const least = scroller.clientWidth / base;
    const clamped = Math.max(Math.min(1, least), Math.min(newFactor, 4e6 / base));
    const center = (scroller.scrollLeft + atPixel) / factor;
    factor = clamped;
    moved.forEach(function (entry) {
      entry[1].forEach(function (pair) { entry[0].setAttribute(pair[0], pair[1] * factor); });
      const room = entry[0].dataset.w;
      if (room) {
        entry[0].style.display = room * factor < entry[0].textContent.length * 5 ? 'none' : '';
      }
    });
    plot.setAttribute('width', base * factor + 12);
    scroller.scrollLeft = center * factor - atPixel;
    drawAxis();
    showSeen();
  }

  function zoomBy(ratio) {
    zoom(factor * ratio, scroller.clientWidth / 2);
  }

  document.getElementById('closer').onclick = function () { zoomBy(2); };
  document.getElementById('farther').onclick = function () { zoomBy(0.5); };
  document.getElementById('whole').onclick = function () { zoom(scroller.clientWidth / base, 0); };
  scroller.addEventListener('scroll', showSeen);
  scroller.addEventListener('wheel', function (event) {
    if (event.ctrlKey) {
      event.preventDefault();
      zoom(factor * Math.exp(-event.deltaY / 300), event.clientX - scroller.getBoundingClientRect().left);
    }
  }, {passive: false});
  scroller.addEventListener('pointermove', function (event) {
    if (event.buttons === 1) {
      scroller.scrollLeft -= event.movementX;
    }
  });
  overview.addEventListener('click', function (event) {
    const box = overview.getBoundingClientRect();
    const ns = (event.clientX - box.left) / box.width * end;
    scroller.scrollLeft = (ns - from) / span * base * factor - scroller.clientWidth / 2;
  });
  document.addEventListener('mouseover', function (event) {
    const title = event.target.querySelector && event.target.querySelector(':scope > title');
    if (title && event.target.closest('svg')) {
      words.textContent = title.textContent;
    }
  });

  zoom(1, 0);
  scroller.scrollLeft = (Number(plot.dataset.open) - from) / span * base - scroller.clientWidth / 2;
  showSeen();
})();
