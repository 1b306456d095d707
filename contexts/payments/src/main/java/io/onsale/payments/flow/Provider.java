package io.onsale.payments.flow;

import io.onsale.payments.model.Charge;
import io.onsale.payments.model.Money;
import io.onsale.payments.model.Standing;
import io.onsale.payments.model.Statement;
import java.util.Map;

/**
 * Who has the money. Every call names the payment by our id, and made again it is the same call. A
 * call that could not be made, or whose outcome is not known, throws.
 */
public interface Provider {
  /** As buyers name it: "sandbox". */
  String name();

  /** Opens the payment there: answers where the buyer pays. */
  String open(Charge charge);

  /** Closes it there if that is still possible: answers how it stands after that. */
  Statement cancel(Charge charge);

  /** Sends all that came back: answers how it stands after that. */
  Statement refund(Charge charge);

  /** How it stands. */
  Statement look(Charge charge);

  /** What a message says that came over the open network. */
  Reading read(Message message);

  /** As it came. */
  final class Message {
    private final byte[] body;
    private final Map<String, String> headers;

    public Message(byte[] body, Map<String, String> headers) {
      this.body = body.clone();
      this.headers = Map.copyOf(headers);
    }

    public byte[] body() {
      return body.clone();
    }

    /** A header whatever its name's case; empty when there is none. */
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse("");
    }
  }

  /** What a message says. */
  sealed interface Reading {
    /**
     * @param message its id at the provider
     * @param payment our id
     */
    record Notice(String message, String payment, Standing standing, Money received)
        implements Reading {}

    /** Not from the provider, or not just now. */
    record Forged(String why) implements Reading {}

    /** From the provider, and not understood. */
    record Garbled(String why) implements Reading {}
  }
}
