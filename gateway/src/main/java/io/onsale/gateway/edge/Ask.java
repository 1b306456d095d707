package io.onsale.gateway.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.RequestHeaders;
import io.onsale.kit.refusal.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that keeps to the contract: its parameters and its body have been checked.
 *
 * @param path the parts of the path by name
 * @param query the known parts of the query that were there
 * @param body missing where the operation takes none or takes it raw
 * @param raw the body as it came
 */
@SuppressWarnings("ArrayRecordComponent") // read once by one handler
record Ask(
    Map<String, String> path,
    Map<String, String> query,
    JsonNode body,
    byte[] raw,
    RequestHeaders headers) {

  /** The {@code id} in the path. */
  String id() {
    return path.getOrDefault("id", "");
  }

  Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** A text of the body, empty when it is not there. */
  String text(String name) {
    return body.path(name).asText("");
  }

  /**
   * A whole number of the body; one that is too large for it is the largest, and refused where it
   * is used.
   */
  int number(String name, int fallback) {
    return number(body.path(name), fallback);
  }

  static int number(JsonNode node, int fallback) {
    if (!node.isNumber()) {
      return fallback;
    }
    if (node.canConvertToInt()) {
      return node.asInt();
    }
    return node.asDouble() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
  }

  /** Texts of an array. */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>(array.size());
    array.forEach(one -> texts.add(one.asText()));
    return texts;
  }

  /** Whether the client has this representation already. */
  boolean has(String etag) {
    String known = headers.get("if-none-match");
    if (known == null) {
      return false;
    }
    for (String one : known.split(",", -1)) {
      String tag = one.strip();
      if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
        return true;
      }
    }
    return false;
  }

  /** What is not there, told as everywhere. */
  static Refused notFound(String what) {
    return Refused.notFound(what);
  }
}
