package io.onsale.payments.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.onsale.payments.flow.Provider.Reading;
import io.onsale.payments.model.Money;
import io.onsale.payments.model.SandboxNotice;
import io.onsale.payments.model.Standing;
import java.io.IOException;
import java.util.Locale;

/** A sandbox notice as JSON, and back. */
final class SandboxMessage {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "payment.";
  private static final int ID_MAX = 100;

  private SandboxMessage() {}

  static byte[] write(SandboxNotice notice) {
    ObjectNode body = JSON.createObjectNode();
    body.put("id", notice.id());
    body.put("type", TYPE + notice.standing().name().toLowerCase(Locale.ROOT));
    body.put("payment", notice.payment());
    body.putObject("amount")
        .put("amount", notice.amount().amount())
        .put("currency", notice.amount().currency());
    body.put("at", notice.at().toString());
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Reading read(byte[] body) {
    JsonNode message;
    try {
      message = JSON.readTree(body);
    } catch (IOException e) {
      return new Reading.Garbled("The body is not JSON.");
    }
    String id = message.path("id").asText();
    String payment = message.path("payment").asText();
    if (id.isEmpty() || id.length() > ID_MAX || payment.isEmpty()) {
      return new Reading.Garbled("The body must have an id and a payment.");
    }
    Standing standing = standing(message.path("type").asText());
    if (standing == Standing.UNKNOWN) {
      return new Reading.Garbled("The type must be payment.succeeded, payment.declined, …");
    }
    JsonNode amount = message.path("amount");
    try {
      Money received = new Money(amount.path("amount").asLong(), amount.path("currency").asText());
      return new Reading.Notice(id, payment, standing, received);
    } catch (IllegalArgumentException e) {
      return new Reading.Garbled(
          "The amount must be a positive number of minor units with a currency.");
    }
  }

  private static Standing standing(String type) {
    for (Standing standing : Standing.values()) {
      if (type.equals(TYPE + standing.name().toLowerCase(Locale.ROOT))) {
        return standing;
      }
    }
    return Standing.UNKNOWN;
  }
}
