package io.onsale.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Says of most good values that they are good, many times faster than a whole validator, which is
 * asked about all others: it knows the faults. What it does not understand of a schema makes it say
 * no, never yes.
 */
final class Plain {
  /** Words that check nothing. */
  private static final Set<String> SILENT =
      Set.of("description", "default", "summary", "title", "example", "examples");

  private static final Set<String> INTEGER_FORMATS = Set.of("int32", "int64");
  private static final int DEPTH_MAX = 16;

  private final JsonNode document;

  private Plain(JsonNode document) {
    this.document = document;
  }

  /** What is surely good by the schema at a place of a document. */
  static Predicate<JsonNode> at(JsonNode document, String pointer) {
    return new Plain(document).read(document.at(pointer), 0);
  }

  private Predicate<JsonNode> read(JsonNode schema, int depth) {
    if (!schema.isObject() || depth > DEPTH_MAX) {
      return value -> false;
    }
    List<Predicate<JsonNode>> checks = new ArrayList<>();
    for (Map.Entry<String, JsonNode> word : schema.properties()) {
      if (!SILENT.contains(word.getKey())) {
        checks.add(check(word.getKey(), word.getValue(), schema, depth + 1));
      }
    }
    List<Predicate<JsonNode>> all = List.copyOf(checks);
    return value -> {
      for (Predicate<JsonNode> one : all) {
        if (!one.test(value)) {
          return false;
        }
      }
      return true;
    };
  }

  private Predicate<JsonNode> check(String word, JsonNode its, JsonNode schema, int depth) {
    return switch (word) {
      case "$ref" -> read(document.at(its.asText().substring(1)), depth);
      case "type" -> type(its);
      case "properties" -> properties(its, depth);
      case "additionalProperties" -> onlyThose(its, schema.path("properties"));
      case "required" -> required(its);
      case "minProperties" -> value -> !value.isObject() || value.size() >= its.asInt();
      case "items" -> items(read(its, depth));
      case "minItems" -> value -> !value.isArray() || value.size() >= its.asInt();
      case "maxItems" -> value -> !value.isArray() || value.size() <= its.asInt();
      case "minLength" -> value -> !value.isTextual() || length(value) >= its.asInt();
      case "maxLength" -> value -> !value.isTextual() || length(value) <= its.asInt();
      case "pattern" -> matches(Pattern.compile(its.asText(), Pattern.UNIX_LINES));
      case "minimum" -> value -> !value.isNumber() || isAtLeast(value, its);
      case "maximum" -> value -> !value.isNumber() || isAtLeast(its, value);
      case "enum" -> isOneOf(its);
      case "oneOf" -> exactlyOne(its, depth);
      case "format" ->
          INTEGER_FORMATS.contains(its.asText())
              ? value -> value.isIntegralNumber()
              : value -> false;
      default -> value -> false;
    };
  }

  private static Predicate<JsonNode> type(JsonNode its) {
    if (its.isTextual()) {
      return typed(its.asText());
    }
    List<Predicate<JsonNode>> any = new ArrayList<>();
    its.forEach(name -> any.add(typed(name.asText())));
    return value -> any.stream().anyMatch(one -> one.test(value));
  }

  private static Predicate<JsonNode> typed(String name) {
    return switch (name) {
      case "object" -> JsonNode::isObject;
      case "array" -> JsonNode::isArray;
      case "string" -> JsonNode::isTextual;
      case "integer" -> JsonNode::isIntegralNumber;
      case "boolean" -> JsonNode::isBoolean;
      case "null" -> JsonNode::isNull;
      default -> value -> false;
    };
  }

  private Predicate<JsonNode> properties(JsonNode its, int depth) {
    List<Map.Entry<String, Predicate<JsonNode>>> checks = new ArrayList<>();
    its.properties()
        .forEach(one -> checks.add(Map.entry(one.getKey(), read(one.getValue(), depth))));
    return value -> {
      for (Map.Entry<String, Predicate<JsonNode>> one : checks) {
        JsonNode member = value.get(one.getKey());
        if (member != null && !one.getValue().test(member)) {
          return false;
        }
      }
      return true;
    };
  }

  private static Predicate<JsonNode> onlyThose(JsonNode its, JsonNode properties) {
    if (!its.isBoolean() || its.asBoolean()) {
      return value -> false;
    }
    return value -> {
      int known = 0;
      for (Map.Entry<String, JsonNode> one : value.properties()) {
        known += properties.has(one.getKey()) ? 1 : 0;
      }
      return known == value.properties().size();
    };
  }

  private static Predicate<JsonNode> required(JsonNode its) {
    List<String> names = new ArrayList<>();
    its.forEach(name -> names.add(name.asText()));
    return value -> {
      for (String name : names) {
        if (!value.has(name)) {
          return false;
        }
      }
      return true;
    };
  }

  private static Predicate<JsonNode> items(Predicate<JsonNode> each) {
    return value -> {
      if (value.isArray()) {
        for (JsonNode one : value) {
          if (!each.test(one)) {
            return false;
          }
        }
      }
      return true;
    };
  }

  private static Predicate<JsonNode> isOneOf(JsonNode its) {
    List<JsonNode> all = new ArrayList<>();
    its.forEach(all::add);
    return all::contains;
  }

  /**
   * A no of one of these is a no only where it is understood whole; names that must be there are
   * all that a choice asks of its alternatives here, and others are left to the validator.
   */
  private Predicate<JsonNode> exactlyOne(JsonNode its, int depth) {
    List<Predicate<JsonNode>> all = new ArrayList<>();
    for (JsonNode one : its) {
      if (one.size() != 1 || !one.has("required")) {
        return value -> false;
      }
      all.add(read(one, depth));
    }
    return value -> {
      int good = 0;
      for (Predicate<JsonNode> one : all) {
        good += one.test(value) ? 1 : 0;
      }
      return good == 1;
    };
  }

  private static int length(JsonNode value) {
    String text = value.textValue();
    return text.codePointCount(0, text.length());
  }

  /** The end is the very end: Java takes the place before a last new line for one, too. */
  private static Predicate<JsonNode> matches(Pattern pattern) {
    return value ->
        !value.isTextual()
            || (pattern.matcher(value.textValue()).find() && !value.textValue().endsWith("\n"));
  }

  private static boolean isAtLeast(JsonNode value, JsonNode least) {
    return value.canConvertToLong() && least.canConvertToLong() && value.asLong() >= least.asLong();
  }
}
