package io.onsale.gateway.peers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ids of a map's seats by index, and back. The engine speaks indices; people and plans speak
 * ids.
 */
public final class SeatIds {
  private static final JsonFactory JSON = new JsonFactory();

  private final List<String> ids;
  private final Map<String, Integer> indices;

  SeatIds(List<String> ids) {
    this.ids = List.copyOf(ids);
    this.indices = HashMap.newHashMap(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      indices.put(ids.get(i), i);
    }
  }

  /**
   * Reads the ids out of a seat map's document: each object in a {@code seats} array has one, in
   * index order.
   */
  static SeatIds read(InputStream document) throws IOException {
    List<String> ids = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(document)) {
      // Depth of the innermost open "seats" array; 0 outside of any.
      int seatsDepth = 0;
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart()) {
          depth++;
          if (token == JsonToken.START_ARRAY && "seats".equals(parser.currentName())) {
            seatsDepth = depth;
          }
        } else if (token.isStructEnd()) {
          if (depth == seatsDepth) {
            seatsDepth = 0;
          }
          depth--;
        } else if (token == JsonToken.VALUE_STRING
            && seatsDepth > 0
            && depth == seatsDepth + 1
            && "id".equals(parser.currentName())) {
          ids.add(parser.getText());
        }
      }
    }
    return new SeatIds(ids);
  }

  /** How many seats there are. */
  public int size() {
    return ids.size();
  }

  /** The id of the seat at an index of this map. */
  public String id(int index) {
    return ids.get(index);
  }

  /** The ids of some seats, in their order. */
  public List<String> ids(Iterable<Integer> seats) {
    List<String> names = new ArrayList<>();
    for (int seat : seats) {
      names.add(id(seat));
    }
    return names;
  }

  /**
   * The indices of some seats, in their order.
   *
   * @param pointer where the ids stand in the request
   * @throws Refused UNKNOWN_SEAT that names each one that the map does not have
   */
  public List<Integer> indices(List<String> names, String pointer) {
    List<Integer> found = new ArrayList<>(names.size());
    List<Fault> faults = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Integer index = indices.get(names.get(i));
      if (index == null) {
        faults.add(new Fault(pointer + "/" + i, "The seat map has no such seat."));
        unknown.add(names.get(i));
      } else {
        found.add(index);
      }
    }
    if (!faults.isEmpty()) {
      throw new Refused(
          Reason.UNKNOWN_SEAT,
          "Some seats are not in this performance's seat map. Take the ids from the map.",
          Map.of("seats", unknown),
          faults);
    }
    return found;
  }
}
