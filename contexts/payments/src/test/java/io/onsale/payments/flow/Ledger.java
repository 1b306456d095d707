package io.onsale.payments.flow;

import io.onsale.payments.model.Payment;
import io.onsale.payments.model.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Our books in memory, with the same guard: a change to a payment that has changed is not written.
 */
final class Ledger implements Payments {
  final List<PaymentEvent> told = new ArrayList<>();
  private final Map<String, Payment> payments = new LinkedHashMap<>();
  private final Map<String, Instant> lookedAt = new LinkedHashMap<>();
  private final Set<String> messages = new HashSet<>();

  List<String> toldNames() {
    return told.stream().map(event -> event.getClass().getSimpleName()).toList();
  }

  State state(String id) {
    return find(id).orElseThrow().state();
  }

  @Override
  public Optional<Payment> find(String id) {
    return Optional.ofNullable(payments.get(id));
  }

  @Override
  public Optional<Payment> pending(String order) {
    return ofOrder(order).stream()
        .filter(payment -> payment.state() instanceof State.Pending)
        .findFirst();
  }

  @Override
  public List<Payment> funded(String order) {
    return ofOrder(order).stream()
        .filter(payment ->
            switch (payment.state()) {
              case State.Succeeded _, State.Refunding _, State.Refunded _ -> true;
              case State.Pending _, State.Declined _, State.Cancelled _ -> false;
            })
        .toList();
  }

  @Override
  public Optional<Payment> latest(String order) {
    return ofOrder(order).stream()
        .max(Comparator.comparing(payment -> payment.charge().openedAt()));
  }

  private List<Payment> ofOrder(String order) {
    return payments.values().stream().filter(p -> p.charge().order().equals(order)).toList();
  }

  @Override
  public boolean open(Payment payment) {
    if (pending(payment.charge().order()).isPresent()) {
      return false;
    }
    payments.put(payment.id(), payment);
    lookedAt.put(payment.id(), payment.charge().openedAt());
    return true;
  }

  @Override
  public boolean replace(Payment next, List<PaymentEvent> events) {
    if (find(next.id()).orElseThrow().revision() != next.revision() - 1) {
      return false;
    }
    payments.put(next.id(), next);
    told.addAll(events);
    return true;
  }

  @Override
  public void once(String provider, String message, Instant now, Runnable effects) {
    if (messages.add(provider + " " + message)) {
      effects.run();
    }
  }

  @Override
  public void forgetMessages(Instant before) {}

  @Override
  public List<Payment> unsettled(Instant lookedAtBefore, Instant now, int max) {
    List<Payment> found =
        payments.values().stream()
            .filter(payment ->
                payment.state() instanceof State.Pending
                    || payment.state() instanceof State.Refunding)
            .filter(payment -> lookedAt.getOrDefault(payment.id(), now).isBefore(lookedAtBefore))
            .limit(max)
            .toList();
    found.forEach(payment -> lookedAt.put(payment.id(), now));
    return found;
  }
}
