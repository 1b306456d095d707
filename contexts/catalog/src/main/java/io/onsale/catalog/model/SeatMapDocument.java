package io.onsale.catalog.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The public form of a seat map: canonical JSON, one text for one geometry, named by its digest.
 *
 * @param digest SHA-256 of the bytes, lower-case hex
 * @param json UTF-8; owned by this record, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // a document of megabytes, compared by its digest alone
public record SeatMapDocument(String digest, byte[] json) {

  /** Writes a map. */
  public static SeatMapDocument of(SeatMap map) {
    byte[] json = new Writer().map(map).getBytes(UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
      return new SeatMapDocument(HexFormat.of().formatHex(digest), json);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SeatMapDocument document && digest.equals(document.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return "SeatMapDocument[" + digest + ", " + json.length + " bytes]";
  }

  /** Members in a fixed order, no white space, numbers without needless digits. */
  private static final class Writer {
    private final StringBuilder out = new StringBuilder(1 << 16);

    String map(SeatMap map) {
      out.append("{\"name\":");
      string(map.name());
      out.append(",\"size\":");
      size(map.size());
      list("tiers", map.tiers(), this::tier);
      list("sections", map.sections(), this::section);
      list("areas", map.areas(), this::area);
      return out.append('}').toString();
    }

    private void tier(SeatMap.Tier tier) {
      out.append("{\"name\":");
      string(tier.name());
      out.append(",\"color\":");
      string(tier.color());
      out.append('}');
    }

    private void section(SeatMap.Section section) {
      out.append("{\"name\":");
      string(section.name());
      out.append(",\"standing\":").append(section.standing());
      list("rows", section.rows(), this::row);
      out.append('}');
    }

    private void row(SeatMap.Row row) {
      out.append("{\"label\":");
      string(row.label());
      list("seats", row.seats(), this::seat);
      out.append('}');
    }

    private void seat(SeatMap.Seat seat) {
      out.append("{\"id\":");
      string(seat.id());
      out.append(",\"label\":");
      string(seat.label());
      out.append(",\"position\":");
      position(seat.position());
      out.append(",\"tier\":");
      string(seat.tier());
      if (!seat.attributes().isEmpty()) {
        Set<SeatAttribute> inOrder = EnumSet.copyOf(seat.attributes());
        list("attributes", inOrder, attribute -> string(attribute.id()));
      }
      out.append('}');
    }

    private void area(Area area) {
      out.append("{\"shape\":");
      string(area.shape());
      out.append(",\"position\":");
      position(area.position());
      optional("color", area.color(), this::string);
      optional("text", area.text(), this::string);
      if (area.rotation() != 0) {
        out.append(",\"rotation\":");
        number(area.rotation());
      }
      optional("size", area.size(), this::size);
      optional("radius", area.radius(), this::position);
      if (!area.points().isEmpty()) {
        list("points", area.points(), this::position);
      }
      out.append('}');
    }

    private void size(Size size) {
      out.append("{\"width\":");
      number(size.width());
      out.append(",\"height\":");
      number(size.height());
      out.append('}');
    }

    private void position(Position position) {
      out.append("{\"x\":");
      number(position.x());
      out.append(",\"y\":");
      number(position.y());
      out.append('}');
    }

    private <T> void list(String name, Iterable<T> items, Consumer<T> write) {
      out.append(",\"").append(name).append("\":[");
      boolean first = true;
      for (T item : items) {
        if (!first) {
          out.append(',');
        }
        first = false;
        write.accept(item);
      }
      out.append(']');
    }

    private <T> void optional(String name, @Nullable T value, Consumer<T> write) {
      if (value != null) {
        out.append(",\"").append(name).append("\":");
        write.accept(value);
      }
    }

    private void number(double value) {
      if (value == Math.rint(value)) {
        out.append((long) value);
      } else {
        out.append(new BigDecimal(Double.toString(value)).toPlainString());
      }
    }

    private void string(String text) {
      out.append('"');
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '"' -> out.append("\\\"");
          case '\\' -> out.append("\\\\");
          default -> {
            if (c < 0x20) {
              out.append(String.format("\\u%04x", (int) c));
            } else {
              out.append(c);
            }
          }
        }
      }
      out.append('"');
    }
  }
}
