package io.onsale.proof.bench.seats;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Answers a second over requests outstanding, both logarithmic, as SVG: one panel a mix. */
final class Plot {
  private static final int PANEL = 420;
  private static final int HEIGHT = 360;
  private static final int LEFT = 90;
  private static final int TOP = 40;
  private static final int GAP = 100;
  private static final int LEGEND_LINE = 20;
  private static final double X_DECADES = 4;
  private static final int Y_FROM = 2;
  private static final int Y_TO = 7;
  private static final List<String> COLOURS =
      List.of(
          "#0b6e4f", "#23b58a", "#7048a8", "#c92a2a", "#f08c00", "#8d6e63", "#e64980", "#1971c2",
          "#495057", "#66a80f");

  private final List<Figures.Rate> rates;
  private final List<String> servers;
  private final StringBuilder svg = new StringBuilder();

  private Plot(List<Figures.Rate> rates) {
    this.rates = rates;
    Set<String> names = new LinkedHashSet<>();
    rates.forEach(rate -> names.add(rate.server()));
    servers = List.copyOf(names);
  }

  static String svg(List<Figures.Rate> rates) {
    return new Plot(rates).draw();
  }

  private String draw() {
    int width = LEFT + 2 * PANEL + GAP + 30;
    int height = TOP + HEIGHT + 60 + (servers.size() + 1) / 2 * LEGEND_LINE;
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
        font-family="sans-serif" font-size="12" fill="#222">
        <title>Answers a second over requests outstanding</title>
        <rect width="%d" height="%d" fill="#fff"/>
        """
            .formatted(width, height, width, height, width, height));
    panel(Crowd.Mix.SALE, "sale: mostly refused", LEFT);
    panel(Crowd.Mix.CHURN, "churn: hold and release", LEFT + PANEL + GAP);
    for (int i = 0; i < servers.size(); i++) {
      int x = LEFT + i % 2 * (PANEL + GAP);
      int y = TOP + HEIGHT + 60 + i / 2 * LEGEND_LINE;
      line(x, y - 4, x + 24, y - 4, colour(i), 3);
      text(x + 32, y, "start", servers.get(i));
    }
    return svg.append("</svg>\n").toString();
  }

  private void panel(Crowd.Mix mix, String title, int left) {
    text(left + PANEL / 2, TOP - 14, "middle", title);
    for (int decade = 0; decade <= X_DECADES; decade++) {
      int x = left + x(Math.pow(10, decade));
      line(x, TOP, x, TOP + HEIGHT, "#ddd", 1);
      text(x, TOP + HEIGHT + 16, "middle", "%,d".formatted((long) Math.pow(10, decade)));
    }
    for (int decade = Y_FROM; decade <= Y_TO; decade++) {
      int y = y(Math.pow(10, decade));
      line(left, y, left + PANEL, y, "#ddd", 1);
      text(left - 6, y + 4, "end", "%,d".formatted((long) Math.pow(10, decade)));
    }
    text(left + PANEL / 2, TOP + HEIGHT + 34, "middle", "requests outstanding");
    for (int i = 0; i < servers.size(); i++) {
      String server = servers.get(i);
      StringBuilder points = new StringBuilder();
      for (Figures.Rate rate : rates) {
        if (rate.mix() == mix && rate.server().equals(server)) {
          int x = left + x(rate.outstanding());
          int y = y(rate.median());
          points.append(x).append(',').append(y).append(' ');
          svg.append(
              "<circle cx=\"%d\" cy=\"%d\" r=\"3\" fill=\"%s\"/>\n".formatted(x, y, colour(i)));
        }
      }
      svg.append(
          "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>\n"
              .formatted(colour(i), points.toString().strip()));
    }
  }

  private static int x(double outstanding) {
    return (int) Math.round(PANEL * Math.log10(outstanding) / X_DECADES);
  }

  private static int y(double rate) {
    double part = (Math.log10(Math.max(rate, 100)) - Y_FROM) / (Y_TO - Y_FROM);
    return TOP + HEIGHT - (int) Math.round(HEIGHT * part);
  }

  private static String colour(int i) {
    return COLOURS.get(i % COLOURS.size());
  }

  private void line(int x1, int y1, int x2, int y2, String colour, int width) {
    svg.append(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"%d\"/>\n"
            .formatted(x1, y1, x2, y2, colour, width));
  }

  private void text(int x, int y, String anchor, String words) {
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n"
            .formatted(x, y, anchor, words.replace("&", "&amp;").replace("<", "&lt;")));
  }
}
