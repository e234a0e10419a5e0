// Draws every chart of the page. What a chart shows is JSON, in an element of its
// own: nothing of it is run, and nothing of it becomes HTML.
(function () {
  'use strict';

  // middle is where the bar of a group lies in the band of its row.
  function middle(api, row, group, groups) {
    var band = api.size([0, 1])[1];
    var bar = band * 0.7 / (groups + (groups - 1) * 0.1);
    return api.coord([0, row])[1] + (group - (groups - 1) / 2) * bar * 1.1;
  }

  function line(x1, y1, x2, y2, color) {
    return {type: 'line', shape: {x1: x1, y1: y1, x2: x2, y2: y2}, style: {stroke: color, lineWidth: 1.5}};
  }

  var items = {
    // [low, row, high, group, groups]: an interval across a lying bar.
    interval: function (params, api) {
      var y = middle(api, api.value(1), api.value(3), api.value(4));
      var a = api.coord([api.value(0), 0])[0], b = api.coord([api.value(2), 0])[0];
      return {type: 'group', children: [
        line(a, y, b, y, '#000'), line(a, y - 3, a, y + 3, '#000'), line(b, y - 3, b, y + 3, '#000')
      ]};
    },
    // [value, row, group, groups]: a diamond on a lying bar.
    mark: function (params, api) {
      var y = middle(api, api.value(1), api.value(2), api.value(3)), x = api.coord([api.value(0), 0])[0];
      return {
        type: 'polygon', z2: 10,
        shape: {points: [[x - 5, y], [x, y - 6], [x + 5, y], [x, y + 6]]},
        style: {fill: '#fff', stroke: '#000', lineWidth: 1.5}
      };
    },
    // [x, low, high]: an interval around a point.
    whisker: function (params, api) {
      var a = api.coord([api.value(0), api.value(1)]), b = api.coord([api.value(0), api.value(2)]), x = a[0];
      var color = api.visual('color');
      return {type: 'group', children: [
        line(x, a[1], x, b[1], color), line(x - 4, a[1], x + 4, a[1], color), line(x - 4, b[1], x + 4, b[1], color)
      ]};
    }
  };

  function short(v) {
    return typeof v === 'number' ? String(+v.toPrecision(3)) : '–';
  }

  document.querySelectorAll('div[data-chart]').forEach(function (place) {
    var option = JSON.parse(document.getElementById(place.id + '-data').textContent);
    option.series.forEach(function (s) {
      if (s.type === 'custom') {
        s.renderItem = items[s.renderItem];
        s.silent = true;
        s.z = 3; // above bars
      }
    });
    if (place.dataset.chart === 'bars') {
      option.legend.selectedMode = false; // intervals would stay where they were
      option.xAxis[0].startValue = option.xAxis[0].min; // of a logarithmic axis bars begin at 1
    }
    option.tooltip.renderMode = 'richText';
    option.tooltip.formatter = function (p) {
      var text = p.seriesName + '\n' + (Array.isArray(p.value) ? p.value.map(short).join(', ') : p.name);
      return text.replace(/\{/g, '{\u200b'); // no name is markup of ECharts
    };
    option.textStyle = {fontFamily: 'system-ui, "DejaVu Sans", sans-serif', color: '#222'};
    echarts.init(place, null, {renderer: 'svg'}).setOption(option);
  });
  document.documentElement.dataset.charts = 'drawn';
})();
