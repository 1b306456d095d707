package io.onsale.catalog.store;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.onsale.catalog.model.Area;
import io.onsale.catalog.model.Position;
import io.onsale.catalog.model.SeatAttribute;
import io.onsale.catalog.model.SeatMap;
import io.onsale.catalog.model.Size;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A document of ours as it lies in the database. */
final class StoredSeatMap {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private StoredSeatMap() {}

  static byte[] compress(byte[] json) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(json.length / 8 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed, 1 << 16)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail to be written", e);
    }
    return compressed.toByteArray();
  }

  static SeatMap read(byte[] compressed) {
    try (GZIPInputStream json =
        new GZIPInputStream(new ByteArrayInputStream(compressed), 1 << 16)) {
      return JSON.readValue(json, Document.class).map();
    } catch (IOException e) {
      throw new UncheckedIOException("a stored seat map cannot be read", e);
    }
  }

  /**
   * The document's form; the model's records are not bound directly, so that they can change
   * without it.
   */
  private record Document(
      String name,
      Size size,
      List<SeatMap.Tier> tiers,
      List<SectionForm> sections,
      List<AreaForm> areas) {
    SeatMap map() {
      return new SeatMap(
          name,
          size,
          tiers,
          sections.stream().map(SectionForm::section).toList(),
          areas.stream().map(AreaForm::area).toList());
    }
  }

  private record SectionForm(String name, boolean standing, List<RowForm> rows) {
    SeatMap.Section section() {
      return new SeatMap.Section(name, standing, rows.stream().map(RowForm::row).toList());
    }
  }

  private record RowForm(String label, List<SeatForm> seats) {
    SeatMap.Row row() {
      return new SeatMap.Row(label, seats.stream().map(SeatForm::seat).toList());
    }
  }

  private record SeatForm(
      String id, String label, Position position, String tier, @Nullable Set<String> attributes) {
    SeatMap.Seat seat() {
      Set<SeatAttribute> known =
          attributes == null
              ? Set.of()
              : attributes.stream()
                  .map(attribute -> SeatAttribute.of(attribute).orElseThrow())
                  .collect(Collectors.toUnmodifiableSet());
      return new SeatMap.Seat(id, label, position, tier, known);
    }
  }

  private record AreaForm(
      String shape,
      Position position,
      double rotation,
      @Nullable String color,
      @Nullable String text,
      @Nullable Size size,
      @Nullable Position radius,
      @Nullable List<Position> points) {
    Area area() {
      List<Position> corners = points == null ? List.of() : points;
      return new Area(shape, position, rotation, color, text, size, radius, corners);
    }
  }
}
