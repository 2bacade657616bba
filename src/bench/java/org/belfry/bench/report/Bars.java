package org.belfry.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Small bar charts side by side in one SVG, each with a scale of its own. */
final class Bars {

  /**
   * One chart.
   *
   * @param values a bar each, in this order
   * @param floor where the bound is, if it can be shown
   */
  record Panel(String title, String unit, Map<String, Double> values, OptionalDouble floor) {

    private int height() {
      return HEADING + values.size() * (BAR + GAP) + MARGIN;
    }

    private double largest() {
      return Math.max(
          values.values().stream().mapToDouble(Double::doubleValue).max().orElse(1),
          floor.orElse(0));
    }
  }

  private static final int COLUMNS = 2;
  private static final int WIDTH = 460;
  private static final int MARGIN = 18;
  private static final int HEADING = 50;
  private static final int LABELS = 100;
  private static final int VALUES = 70;
  private static final int BAR = 18;
  private static final int GAP = 6;
  private static final Map<String, String> COLOURS =
      Map.of("belfry", "#1d4ed8", "naive", "#c2410c", "memory", "#a8a29e", "bare", "#57534e");
  private static final String HALO =
      " paint-order=\"stroke\" stroke=\"#ffffff\" stroke-width=\"4\"";
  private static final String OTHER_COLOUR = "#1d4ed8";

  private final StringBuilder out = new StringBuilder();

  private Bars() {}

  static String svg(List<Panel> panels) {
    return new Bars().draw(panels);
  }

  private String draw(List<Panel> panels) {
    var y = MARGIN;
    for (var first = 0; first < panels.size(); first += COLUMNS) {
      var row = panels.subList(first, Math.min(panels.size(), first + COLUMNS));
      for (var column = 0; column < row.size(); column++) {
        panel(row.get(column), column * WIDTH + MARGIN, y);
      }
      y += row.stream().mapToInt(Panel::height).max().orElse(0);
    }
    var width = COLUMNS * WIDTH + MARGIN;
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d"
             font-family="system-ui, sans-serif" font-size="12" fill="#1c1917">
        <rect width="100%%" height="100%%" fill="#ffffff"/>
        %s</svg>
        """
        .formatted(width, y, width, y, out);
  }

  private void panel(Panel panel, int x, int y) {
    text(x, y + 14, "start", panel.title, " font-weight=\"600\"");
    text(x, y + 30, "start", panel.unit, " fill=\"#57534e\"");
    var scale = (WIDTH - MARGIN - LABELS - VALUES) / panel.largest();
    var left = x + LABELS;
    var top = y + HEADING - 8;
    var row = top;
    for (var bar : panel.values.entrySet()) {
      add(
          "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
          left, row, bar.getValue() * scale, BAR, COLOURS.getOrDefault(bar.getKey(), OTHER_COLOUR));
      row += BAR + GAP;
    }
    panel.floor.ifPresent(floor -> floor(left + floor * scale, top));
    row = top;
    for (var bar : panel.values.entrySet()) {
      text(left - 8, row + 13, "end", bar.getKey(), "");
      text(
          left + bar.getValue() * scale + 6,
          row + 13,
          "start",
          Numbers.plain(bar.getValue()),
          HALO);
      row += BAR + GAP;
    }
  }

  private void floor(double x, int top) {
    add(
        "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#dc2626\""
            + " stroke-width=\"1.5\" stroke-dasharray=\"4 3\"/>",
        x, top - 4, x, top + BAR + 4);
  }

  private void text(double x, int y, String anchor, String text, String more) {
    var escaped = text.replace("&", "&amp;").replace("<", "&lt;");
    add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\"%s>%s</text>", x, y, anchor, more, escaped);
  }

  private void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
