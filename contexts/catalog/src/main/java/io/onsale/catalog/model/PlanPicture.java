package io.onsale.catalog.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Draws what was understood of a plan, as SVG: seats in the colour of their tier with the number
 * that stands on them, a line through those that are side by side, and so a gap at each aisle; rows
 * by their label at both ends, sections by their name, areas in their shape.
 */
public final class PlanPicture {
  /** Pixels between neighbours of the plan's usual row: all else is measured by it. */
  private static final double STEP = 24;

  private static final double SEAT = STEP * 0.38;
  private static final double MARGIN = STEP * 3;
  private static final String INK = "#22262e";

  private final SeatMap map;
  private final Seating seating;
  private final double scale;
  private final StringBuilder out = new StringBuilder(1 << 16);
  private double left = Double.POSITIVE_INFINITY;
  private double top = Double.POSITIVE_INFINITY;
  private double right = Double.NEGATIVE_INFINITY;
  private double bottom = Double.NEGATIVE_INFINITY;

  private PlanPicture(SeatMap map) {
    this.map = map;
    this.seating = Seating.of(map);
    this.scale = STEP / Seating.usualStep(map);
  }

  /** The picture as a file of its own. */
  public static String of(SeatMap map) {
    return new PlanPicture(map).drawn();
  }

  private String drawn() {
    map.areas().forEach(this::area);
    for (SeatMap.Section section : map.sections()) {
      if (section.standing()) {
        standing(section);
      }
    }
    runs();
    Map<String, String> colors =
        map.tiers().stream().collect(Collectors.toMap(SeatMap.Tier::name, SeatMap.Tier::color));
    for (SeatMap.Section section : map.sections()) {
      for (SeatMap.Row row : section.rows()) {
        for (SeatMap.Seat seat : row.seats()) {
          seat(seat, colors.getOrDefault(seat.tier(), INK), section.standing());
        }
        if (!section.standing()) {
          labels(row);
        }
      }
      name(section);
    }
    String drawing = out.toString();
    out.setLength(0);
    double legend = legend();
    return framed(drawing, out.toString(), legend);
  }

  private String framed(String drawing, String legend, double height) {
    double width = Math.max(right - left + 2 * MARGIN, STEP * 20);
    double whole = bottom - top + 2 * MARGIN + height;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"%s %s %s %s\""
            .formatted(number(left - MARGIN), number(top - MARGIN), number(width), number(whole))
        + " font-family=\"sans-serif\" fill=\""
        + INK
        + "\">\n<title>"
        + text(map.name())
        + "</title>\n<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"#fff\"/>\n"
            .formatted(number(left - MARGIN), number(top - MARGIN), number(width), number(whole))
        + drawing
        + legend
        + "</svg>\n";
  }

  private void area(Area area) {
    Position centre = area.centre();
    double x = x(centre);
    double y = y(centre);
    out.append("<g");
    if (area.rotation() != 0) {
      out.append(
          " transform=\"rotate(%s %s %s)\""
              .formatted(number(area.rotation()), number(x), number(y)));
    }
    out.append('>');
    String paint =
        " fill=\""
            + text(area.color() == null ? "#d5d8de" : area.color())
            + "\" fill-opacity=\"0.45\" stroke=\"#8a909c\"/>";
    double width = STEP * 6;
    Size size = area.size();
    Position radius = area.radius();
    if (size != null) {
      width = size.width() * scale;
      double height = size.height() * scale;
      out.append(
              "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\""
                  .formatted(
                      number(x - width / 2), number(y - height / 2), number(width), number(height)))
          .append(paint);
      round(x, y, Math.hypot(width, height) / 2, area.rotation() != 0, width, height);
    } else if (radius != null) {
      width = radius.x() * 2 * scale;
      double height = radius.y() * 2 * scale;
      out.append(
              "<ellipse cx=\"%s\" cy=\"%s\" rx=\"%s\" ry=\"%s\""
                  .formatted(number(x), number(y), number(width / 2), number(height / 2)))
          .append(paint);
      round(x, y, Math.max(width, height) / 2, area.rotation() != 0, width, height);
    } else if (!area.points().isEmpty()) {
      out.append("<polygon points=\"").append(points(area.points())).append('"').append(paint);
      double from = area.points().stream().mapToDouble(this::x).min().orElse(x);
      width = (area.points().stream().mapToDouble(this::x).max().orElse(x) - from);
      double reach =
          area.points().stream().mapToDouble(p -> Math.hypot(x(p) - x, y(p) - y)).max().orElse(0);
      if (area.rotation() != 0) {
        reach(x - reach, y - reach);
        reach(x + reach, y + reach);
      } else {
        area.points().forEach(point -> reach(x(point), y(point)));
      }
    } else {
      reach(x, y);
    }
    if (area.text() != null) {
      double fits = width / (area.text().length() * 0.6 + 1);
      written(
          area.text(),
          x,
          y,
          Math.clamp(fits, STEP * 0.6, Math.max(STEP * 1.6, width / 8)),
          "#3a3f49",
          "middle",
          false);
    }
    out.append("</g>\n");
  }

  /** As far as a shape reaches: turned, it stays within the circle around it. */
  private void round(
      double x, double y, double circle, boolean turned, double width, double height) {
    double across = turned ? circle : width / 2;
    double along = turned ? circle : height / 2;
    reach(x - across, y - along);
    reach(x + across, y + along);
  }

  private void standing(SeatMap.Section section) {
    double[] box = box(section);
    out.append(
        ("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\" fill=\"none\" stroke=\"#8a909c\""
                + " stroke-width=\"2\" stroke-dasharray=\"8 6\"/>\n")
            .formatted(
                number(box[0] - STEP),
                number(box[1] - STEP),
                number(box[2] - box[0] + 2 * STEP),
                number(box[3] - box[1] + 2 * STEP),
                number(STEP / 2)));
    reach(box[0] - STEP, box[1] - STEP);
    reach(box[2] + STEP, box[3] + STEP);
  }

  private void runs() {
    List<Position> all =
        map.sections().stream()
            .flatMap(section -> section.rows().stream())
            .flatMap(row -> row.seats().stream())
            .map(SeatMap.Seat::position)
            .toList();
    out.append(
        "<g fill=\"none\" stroke=\"#aab0bc\" stroke-width=\"%s\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\n"
            .formatted(number(SEAT)));
    for (Seating.Run run : seating.runs()) {
      if (run.seats() > 1 && !seating.sections().get(run.section()).standing()) {
        out.append("<polyline points=\"")
            .append(points(all.subList(run.firstSeat(), run.firstSeat() + run.seats())))
            .append("\"/>\n");
      }
    }
    out.append("</g>\n");
  }

  private void seat(SeatMap.Seat seat, String color, boolean standing) {
    double x = x(seat.position());
    double y = y(seat.position());
    reach(x, y);
    if (standing) {
      out.append(
          "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\"/>\n"
              .formatted(number(x), number(y), number(SEAT / 3), text(color)));
      return;
    }
    out.append(
        "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\"%s/>"
            .formatted(
                number(x),
                number(y),
                number(SEAT),
                text(color),
                seat.attributes().isEmpty() ? "" : " stroke=\"#000\" stroke-width=\"2.5\""));
    String signs =
        seat.attributes().stream().sorted().map(PlanPicture::sign).collect(Collectors.joining());
    if (!signs.isEmpty()) {
      written(signs, x, y - SEAT * 1.55, SEAT * 0.8, "#000", "middle", false);
    }
    double fits = SEAT * 2.6 / Math.max(2, seat.label().length());
    written(seat.label(), x, y, fits, "#fff", "middle", true);
    out.append('\n');
  }

  private static String sign(SeatAttribute attribute) {
    return switch (attribute) {
      case WHEELCHAIR -> "W";
      case COMPANION -> "C";
      case RESTRICTED_VIEW -> "R";
    };
  }

  /** A row's label before its first and behind its last seat, in the direction of the row. */
  private void labels(SeatMap.Row row) {
    List<Position> seats =
        new ArrayList<>(row.seats().stream().map(SeatMap.Seat::position).toList());
    if (row.label().isBlank()) {
      return;
    }
    label(row.label(), seats);
    if (seats.size() > 1) {
      Collections.reverse(seats);
      label(row.label(), seats);
    }
  }

  private void label(String label, List<Position> seats) {
    Position end = seats.getFirst();
    double dx = -1;
    double dy = 0;
    for (Position next : seats) {
      double way = next.distanceTo(end);
      if (way > 0) {
        dx = (end.x() - next.x()) / way;
        dy = (end.y() - next.y()) / way;
        break;
      }
    }
    String anchor = dx < -0.5 ? "end" : dx > 0.5 ? "start" : "middle";
    double x = x(end) + dx * STEP * 0.65;
    double y = y(end) + dy * STEP * 0.8;
    written(label, x, y, STEP * 0.42, INK, anchor, false);
    reach(x + dx * STEP * 0.3 * label.length(), y);
    out.append('\n');
  }

  private void name(SeatMap.Section section) {
    double[] box = box(section);
    double x = (box[0] + box[2]) / 2;
    double y = box[1] - STEP * 1.5;
    double across = box[2] - box[0];
    String name = section.standing() ? section.name() + " · " + section.seats() : section.name();
    double size =
        Math.clamp(
            across / (name.length() * 0.6 + 1), STEP * 0.5, Math.max(STEP * 1.2, across / 8));
    written(name, x, y, size, INK, "middle", false);
    reach(x, y - size);
    out.append('\n');
  }

  private double[] box(SeatMap.Section section) {
    double[] box = {
      Double.POSITIVE_INFINITY,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NEGATIVE_INFINITY
    };
    for (SeatMap.Row row : section.rows()) {
      for (SeatMap.Seat seat : row.seats()) {
        box[0] = Math.min(box[0], x(seat.position()));
        box[1] = Math.min(box[1], y(seat.position()));
        box[2] = Math.max(box[2], x(seat.position()));
        box[3] = Math.max(box[3], y(seat.position()));
      }
    }
    return box;
  }

  /** Below the drawing: the plan's name and its tiers; answers how high that is. */
  private double legend() {
    double size = Math.clamp((right - left) / 60, STEP * 0.7, STEP * 8);
    double y = bottom + MARGIN;
    written(map.name() + " · " + map.seats(), left, y, size * 1.2, INK, "start", false);
    for (SeatMap.Tier tier : map.tiers()) {
      y += size * 1.8;
      long seats =
          map.sections().stream()
              .flatMap(section -> section.rows().stream())
              .flatMap(row -> row.seats().stream())
              .filter(seat -> seat.tier().equals(tier.name()))
              .count();
      out.append(
          "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\"/>"
              .formatted(number(left + size / 2), number(y), number(size / 2), text(tier.color())));
      written(tier.name() + " · " + seats, left + size * 1.5, y, size, INK, "start", false);
    }
    out.append('\n');
    return y + size * 2 - bottom;
  }

  private void written(
      String words, double x, double y, double size, String ink, String anchor, boolean outlined) {
    out.append(
        "<text x=\"%s\" y=\"%s\" font-size=\"%s\" fill=\"%s\" text-anchor=\"%s\" dominant-baseline=\"central\"%s>%s</text>"
            .formatted(
                number(x),
                number(y),
                number(size),
                ink,
                anchor,
                outlined
                    ? " stroke=\"#000\" stroke-opacity=\"0.55\" stroke-width=\"1.4\" paint-order=\"stroke\""
                    : "",
                text(words)));
  }

  private String points(List<Position> positions) {
    return positions.stream()
        .map(position -> number(x(position)) + "," + number(y(position)))
        .collect(Collectors.joining(" "));
  }

  private double x(Position position) {
    return position.x() * scale;
  }

  private double y(Position position) {
    return position.y() * scale;
  }

  private void reach(double x, double y) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
  }

  /** As XML can carry it. */
  private static String text(@Nullable String words) {
    if (words == null) {
      return "";
    }
    StringBuilder safe = new StringBuilder(words.length());
    words
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            case 0xfffe, 0xffff -> safe.append(' ');
            default -> safe.appendCodePoint(c);
          }
        });
    return safe.toString();
  }
}
