package io.onsale.catalog.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the map of a plan without faults: absolute and rounded positions, seats in order along
 * their rows.
 */
final class Surveyor {
  private static final Pattern HEX = Pattern.compile("#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})");
  private static final Pattern CSS =
      Pattern.compile("[a-zA-Z]{3,30}|(rgb|rgba|hsl|hsla)\\([0-9.,%/ ]{1,40}\\)");

  /** Below this extent, in the plan's units, two decimals would be too coarse for seats. */
  private static final double FINE_EXTENT = 100;

  private final double unit;

  private Surveyor(double extent) {
    double scale = 100;
    for (double e = extent; e > 0 && e < FINE_EXTENT && scale < 1e8; e *= 10) {
      scale *= 10;
    }
    this.unit = scale;
  }

  /** A zone as read, with absolute seats; its areas are relative to it. */
  record Zone(
      String name, Position position, boolean standing, List<SeatMap.Row> rows, List<Area> areas) {}

  static SeatMap map(String name, @Nullable Size size, List<SeatMap.Tier> tiers, List<Zone> zones) {
    double width = extent(zones, Position::x);
    double height = extent(zones, Position::y);
    Size whole = size != null && size.width() > 0 && size.height() > 0 ? size : reach(zones);
    Surveyor surveyor =
        new Surveyor(Math.max(Math.max(width, height), Math.max(whole.width(), whole.height())));
    return new SeatMap(
        name,
        surveyor.rounded(whole),
        tiers,
        surveyor.sections(zones),
        zones.stream()
            .flatMap(zone -> zone.areas().stream().map(area -> surveyor.moved(area, zone)))
            .toList());
  }

  private List<SeatMap.Section> sections(List<Zone> zones) {
    Set<String> given = new HashSet<>();
    zones.forEach(zone -> given.add(zone.name()));
    Set<String> taken = new HashSet<>();
    List<SeatMap.Section> sections = new ArrayList<>();
    for (Zone zone : zones) {
      List<SeatMap.Row> rows =
          zone.rows().stream()
              .filter(row -> !row.seats().isEmpty())
              .map(row -> zone.standing() ? rounded(row) : along(rounded(row)))
              .toList();
      if (!rows.isEmpty()) {
        String name = zone.name().isEmpty() ? "Section " + (sections.size() + 1) : zone.name();
        sections.add(new SeatMap.Section(unique(name, taken, given), zone.standing(), rows));
      }
    }
    return sections;
  }

  /**
   * The first zone of a name keeps it; the others are "Name (2)" and so on, past names that the
   * plan gives itself.
   */
  private static String unique(String name, Set<String> taken, Set<String> given) {
    String candidate = name;
    for (int n = 2; !taken.add(candidate); n++) {
      candidate = name + " (" + n + ")";
      while (given.contains(candidate)) {
        n++;
        candidate = name + " (" + n + ")";
      }
    }
    return candidate;
  }

  private static SeatMap.Row along(SeatMap.Row row) {
    List<Position> positions = row.seats().stream().map(SeatMap.Seat::position).toList();
    return new SeatMap.Row(
        row.label(), RowOrder.of(positions).stream().map(row.seats()::get).toList());
  }

  private SeatMap.Row rounded(SeatMap.Row row) {
    return new SeatMap.Row(
        row.label(),
        row.seats().stream()
            .map(seat ->
                new SeatMap.Seat(
                    seat.id(),
                    seat.label(),
                    rounded(seat.position()),
                    seat.tier(),
                    seat.attributes()))
            .toList());
  }

  private Area moved(Area area, Zone zone) {
    return new Area(
        area.shape(),
        rounded(area.position().plus(zone.position())),
        rounded(area.rotation()),
        area.color(),
        area.text(),
        area.size() == null ? null : rounded(area.size()),
        area.radius() == null ? null : rounded(area.radius()),
        area.points().stream().map(point -> rounded(point.plus(zone.position()))).toList());
  }

  private Position rounded(Position position) {
    return new Position(rounded(position.x()), rounded(position.y()));
  }

  private Size rounded(Size size) {
    return new Size(rounded(size.width()), rounded(size.height()));
  }

  private double rounded(double value) {
    return Math.round(value * unit) / unit;
  }

  private static double extent(List<Zone> zones, ToDoubleFunction<Position> of) {
    var range =
        zones.stream()
            .flatMap(zone -> zone.rows().stream())
            .flatMap(row -> row.seats().stream())
            .mapToDouble(seat -> of.applyAsDouble(seat.position()))
            .summaryStatistics();
    return range.getMax() - range.getMin();
  }

  /**
   * For a plan that says no size: as far as its seats reach, and as much free space behind them as
   * before.
   */
  private static Size reach(List<Zone> zones) {
    double width = 0;
    double height = 0;
    double left = Double.MAX_VALUE;
    double top = Double.MAX_VALUE;
    for (Zone zone : zones) {
      for (SeatMap.Row row : zone.rows()) {
        for (SeatMap.Seat seat : row.seats()) {
          width = Math.max(width, seat.position().x());
          height = Math.max(height, seat.position().y());
          left = Math.min(left, seat.position().x());
          top = Math.min(top, seat.position().y());
        }
      }
    }
    return new Size(Math.max(1, width + Math.max(0, left)), Math.max(1, height + Math.max(0, top)));
  }

  /** A colour that can go onto a page as it is. */
  static Optional<String> color(@Nullable String color) {
    if (color == null) {
      return Optional.empty();
    }
    if (HEX.matcher(color).matches()) {
      String digits = color.substring(1);
      String six = digits.length() == 3 ? digits.replaceAll("(.)", "$1$1") : digits;
      return Optional.of("#" + six.toLowerCase(Locale.ROOT));
    }
    return CSS.matcher(color).matches() ? Optional.of(color) : Optional.empty();
  }

  /** An area as it is being read, in the terms of any shape. */
  static final class Shape {
    private static final Set<String> KNOWN =
        Set.of("rectangle", "circle", "ellipse", "polygon", "text");

    @Nullable String kind;
    Position position = Position.ORIGIN;
    double rotation;
    @Nullable String color;
    @Nullable String text;
    @Nullable String textColor;
    Position textPosition = Position.ORIGIN;
    double width;
    double height;
    @Nullable Position circle;
    @Nullable Position ellipse;
    final List<Position> points = new ArrayList<>();

    /** The area, relative to its zone; empty when it would show nothing. */
    Optional<Area> area() {
      // A shape that nobody knows still says what it is.
      String said = kind == null || KNOWN.contains(kind) ? null : kind;
      String label = text == null || text.isBlank() ? said : text;
      Size size = width > 0 && height > 0 ? new Size(width, height) : null;
      return switch (drawable(size)) {
        case "rectangle" -> Optional.of(drawn("rectangle", label, size, null, List.of()));
        case "circle" -> Optional.of(drawn("circle", label, null, circle, List.of()));
        case "ellipse" -> Optional.of(drawn("ellipse", label, null, ellipse, List.of()));
        case "polygon" ->
            Optional.of(
                drawn("polygon", label, null, null, points.stream().map(position::plus).toList()));
        default -> label == null ? Optional.empty() : Optional.of(written(label));
      };
    }

    /** The plan's shape if there is enough to draw it, else one for which there is, else text. */
    private String drawable(@Nullable Size size) {
      List<String> possible = new ArrayList<>();
      if (size != null) {
        possible.add("rectangle");
      }
      if (circle != null) {
        possible.add("circle");
      }
      if (ellipse != null) {
        possible.add("ellipse");
      }
      if (!points.isEmpty()) {
        possible.add("polygon");
      }
      possible.add("text");
      return kind != null && possible.contains(kind) ? kind : possible.getFirst();
    }

    private Area drawn(
        String shape,
        @Nullable String label,
        @Nullable Size size,
        @Nullable Position radius,
        List<Position> corners) {
      return new Area(
          shape, position, rotation, color(color).orElse(null), label, size, radius, corners);
    }

    private Area written(String label) {
      String ink = color(textColor).or(() -> color(color)).orElse(null);
      Position place = position.plus(textPosition);
      return new Area("text", place, rotation, ink, label, null, null, List.of());
    }
  }
}
