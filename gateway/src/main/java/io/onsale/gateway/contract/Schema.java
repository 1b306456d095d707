package io.onsale.gateway.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import io.onsale.kit.refusal.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What a value must look like. */
public final class Schema {
  private static final int FAULTS_MAX = 100;

  /** What the library says of these is two sentences in one. */
  private static final Map<String, String> FORMS =
      Map.of("date-time", "must be a time as in RFC 3339, such as 2026-05-01T19:30:00+08:00");

  private final JsonSchema schema;

  private final Predicate<JsonNode> isPlain;

  /**
   * @param isPlain says yes only of what has no fault
   */
  Schema(JsonSchema schema, Predicate<JsonNode> isPlain) {
    this.schema = schema;
    this.isPlain = isPlain;
  }

  /** What is wrong with a value, by place; at most {@value #FAULTS_MAX}, none when it is right. */
  public List<Fault> faults(JsonNode value) {
    if (isPlain.test(value)) {
      return List.of();
    }
    return thorough(value);
  }

  /** Whether the short way alone says that a value is good. */
  boolean isPlain(JsonNode value) {
    return isPlain.test(value);
  }

  /** The same without the short way. */
  List<Fault> thorough(JsonNode value) {
    List<Fault> endless = new ArrayList<>();
    endless(value, "", endless);
    if (!endless.isEmpty()) {
      return endless;
    }
    Set<ValidationMessage> messages = schema.validate(value);
    return messages.isEmpty() ? List.of() : inWords(new ArrayList<>(messages));
  }

  /** Numbers beyond all that a machine calculates with, such as 1e400: the validator can't tell. */
  private static void endless(JsonNode value, String place, List<Fault> faults) {
    if (value.isDouble() && !Double.isFinite(value.doubleValue()) && faults.size() < FAULTS_MAX) {
      faults.add(new Fault(place, "is too large a number"));
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      endless(member.getValue(), place + '/' + escaped(member.getKey()), faults);
    }
    if (value.isArray()) {
      for (int i = 0; i < value.size(); i++) {
        endless(value.get(i), place + '/' + i, faults);
      }
    }
  }

  /** A name as a part of a JSON pointer. */
  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /**
   * For people: where there is a choice ({@code oneOf}), the faults of the alternative that was
   * meant, and not those of all.
   */
  private static List<Fault> inWords(List<ValidationMessage> messages) {
    List<Fault> faults = new ArrayList<>();
    Set<ValidationMessage> told = new LinkedHashSet<>();
    for (ValidationMessage message : messages) {
      if (message.getType().equals("oneOf")) {
        choice(message, messages, told, faults);
      }
    }
    for (ValidationMessage message : messages) {
      if (!told.contains(message)) {
        faults.add(fault(message));
      }
    }
    return faults.stream().distinct().limit(FAULTS_MAX).toList();
  }

  private static void choice(
      ValidationMessage choice,
      List<ValidationMessage> all,
      Set<ValidationMessage> told,
      List<Fault> faults) {
    told.add(choice);
    String place = choice.getInstanceLocation().toString();
    if (all.stream()
        .anyMatch(other ->
            other.getType().equals("type")
                && place.equals(other.getInstanceLocation().toString())
                && alternative(choice, other).isEmpty())) {
      return;
    }
    Map<String, List<ValidationMessage>> alternatives = new LinkedHashMap<>();
    for (ValidationMessage message : all) {
      String number = alternative(choice, message);
      if (!number.isEmpty()) {
        alternatives.computeIfAbsent(number, key -> new ArrayList<>()).add(message);
        told.add(message);
      }
    }
    if (alternatives.isEmpty()) {
      faults.add(new Fault(place, "must have only one of: " + names(choice.getSchemaNode())));
      return;
    }
    Set<String> missing = new LinkedHashSet<>();
    List<ValidationMessage> meant = List.of();
    for (List<ValidationMessage> faultsOfOne : alternatives.values()) {
      List<String> missingInOne =
          faultsOfOne.stream()
              .filter(message ->
                  message.getType().equals("required")
                      && place.equals(message.getInstanceLocation().toString()))
              .map(ValidationMessage::getProperty)
              .toList();
      missing.addAll(missingInOne);
      if (missingInOne.isEmpty() && (meant.isEmpty() || faultsOfOne.size() < meant.size())) {
        meant = faultsOfOne;
      }
    }
    if (meant.isEmpty()) {
      faults.add(new Fault(place, "must have one of: " + String.join(", ", missing)));
    }
    meant.forEach(message -> faults.add(fault(message)));
  }

  /** The number of the alternative of a choice that a message is of; empty for another's. */
  private static String alternative(ValidationMessage choice, ValidationMessage message) {
    String prefix = choice.getEvaluationPath() + "/";
    String path = message.getEvaluationPath().toString();
    if (!path.startsWith(prefix)) {
      return "";
    }
    int end = path.indexOf('/', prefix.length());
    return path.substring(prefix.length(), end < 0 ? path.length() : end);
  }

  private static String names(JsonNode alternatives) {
    List<String> names = new ArrayList<>();
    for (JsonNode one : alternatives) {
      one.path("required").forEach(name -> names.add(name.asText()));
    }
    return String.join(", ", names);
  }

  private static Fault fault(ValidationMessage message) {
    String place = message.getInstanceLocation().toString();
    return switch (message.getType()) {
      case "additionalProperties" ->
          new Fault(
              place + '/' + escaped(message.getProperty()), "is not a member that this call takes");
      case "format" -> new Fault(place, FORMS.getOrDefault(formatOf(message), message.getError()));
      default -> new Fault(place, message.getError());
    };
  }

  private static String formatOf(ValidationMessage message) {
    return message.getSchemaNode().asText();
  }
}
