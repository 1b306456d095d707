package io.onsale.payments.peers;

import io.onsale.payments.flow.Provider;
import io.onsale.payments.flow.SandboxBooks;
import io.onsale.payments.model.Charge;
import io.onsale.payments.model.SandboxNotice;
import io.onsale.payments.model.SandboxPayment;
import io.onsale.payments.model.Standing;
import io.onsale.payments.model.Statement;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider for demos and tests, with a page where one pays, declines or walks away. No money
 * moves; all else is as with a real one: it has its own books, answers what it is asked, and tells
 * what happened by signed messages.
 */
public final class Sandbox implements Provider {
  /** As buyers name it. */
  public static final String NAME = "sandbox";

  private static final int TRIES_MAX = 20;
  private static final int BODY_MAX = 64 * 1024;

  private final SandboxBooks books;
  private final SandboxKey key;
  private final URI publicUrl;
  private final Supplier<String> ids;
  private final InstantSource clock;

  /**
   * @param publicUrl where its page is, below {@code /sandbox/payments/}
   */
  public Sandbox(
      SandboxBooks books,
      SandboxKey key,
      URI publicUrl,
      Supplier<String> ids,
      InstantSource clock) {
    this.books = books;
    this.key = key;
    this.publicUrl = publicUrl;
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String open(Charge charge) {
    books.open(
        new SandboxPayment(
            charge.id(),
            charge.order(),
            charge.account(),
            charge.amount(),
            Standing.PENDING,
            charge.openedAt(),
            0));
    return publicUrl.resolve("/sandbox/payments/" + charge.id()).toString();
  }

  @Override
  public Statement cancel(Charge charge) {
    return change(charge, SandboxPayment::cancel, next -> null);
  }

  @Override
  public Statement refund(Charge charge) {
    return change(charge, SandboxPayment::refund, this::notice);
  }

  /** What it answers at once it also tells: so do real ones, and we must bear both. */
  private SandboxNotice notice(SandboxPayment payment) {
    return new SandboxNotice(
        ids.get(), payment.id(), payment.standing(), payment.amount(), clock.instant(), 0);
  }

  @Override
  public Statement look(Charge charge) {
    return books
        .find(charge.id())
        .map(payment -> new Statement(payment.standing(), payment.amount()))
        .orElseGet(() -> new Statement(Standing.UNKNOWN, charge.amount()));
  }

  private Statement change(
      Charge charge,
      Function<SandboxPayment, Optional<SandboxPayment>> step,
      Function<SandboxPayment, @Nullable SandboxNotice> tells) {
    for (int i = 0; i < TRIES_MAX; i++) {
      Optional<SandboxPayment> next = books.find(charge.id()).flatMap(step);
      Instant now = clock.instant();
      if (next.isEmpty() || books.replace(next.get(), tells.apply(next.get()), now)) {
        return look(charge);
      }
    }
    throw new IllegalStateException("a sandbox payment changes too fast");
  }

  @Override
  public Reading read(Message message) {
    if (message.body().length > BODY_MAX) {
      return new Reading.Garbled("The body is longer than " + BODY_MAX + " bytes.");
    }
    Optional<String> fault =
        key.faultOf(message.header(SandboxKey.HEADER), message.body(), clock.instant());
    return fault.isPresent()
        ? new Reading.Forged(fault.get())
        : SandboxMessage.read(message.body());
  }
}
