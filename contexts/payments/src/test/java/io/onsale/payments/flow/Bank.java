package io.onsale.payments.flow;

import io.onsale.payments.model.Charge;
import io.onsale.payments.model.Money;
import io.onsale.payments.model.Standing;
import io.onsale.payments.model.Statement;
import java.util.HashMap;
import java.util.Map;

/** A provider whose payments stand as the test says, and that may be down. */
final class Bank implements Provider {
  private final Map<String, Standing> standings = new HashMap<>();
  private final Map<String, Money> received = new HashMap<>();
  private int down;
  int refunds;

  /** What happens once, when it is asked to open a payment and before it has. */
  Runnable whileOpening = () -> {};

  /** It fails so many times. */
  void down(int times) {
    down = times;
  }

  void stands(String payment, Standing standing) {
    standings.put(payment, standing);
  }

  Standing standing(String payment) {
    return standings.getOrDefault(payment, Standing.UNKNOWN);
  }

  void receives(String payment, Money money) {
    standings.put(payment, Standing.SUCCEEDED);
    received.put(payment, money);
  }

  @Override
  public String name() {
    return "bank";
  }

  @Override
  public String open(Charge charge) {
    reach();
    Runnable first = whileOpening;
    whileOpening = () -> {};
    first.run();
    standings.putIfAbsent(charge.id(), Standing.PENDING);
    return "http://bank.example/" + charge.id();
  }

  @Override
  public Statement cancel(Charge charge) {
    reach();
    standings.computeIfPresent(
        charge.id(), (_, now) -> now == Standing.PENDING ? Standing.CANCELLED : now);
    return look(charge);
  }

  @Override
  public Statement refund(Charge charge) {
    reach();
    if (standings.replace(charge.id(), Standing.SUCCEEDED, Standing.REFUNDED)) {
      refunds++;
    }
    return look(charge);
  }

  @Override
  public Statement look(Charge charge) {
    reach();
    return new Statement(
        standings.getOrDefault(charge.id(), Standing.UNKNOWN),
        received.getOrDefault(charge.id(), charge.amount()));
  }

  @Override
  public Reading read(Message message) {
    String[] parts = message.header("notice").split(" ", -1);
    return parts.length == 3
        ? new Reading.Notice(parts[0], parts[1], Standing.valueOf(parts[2]), new Money(100, "CNY"))
        : new Reading.Forged("not from the bank");
  }

  private void reach() {
    if (down > 0) {
      down--;
      throw new IllegalStateException("the bank is down");
    }
  }
}
