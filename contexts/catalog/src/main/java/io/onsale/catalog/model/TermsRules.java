package io.onsale.catalog.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What terms must keep to. Each broken rule is a fault; what then stands in for the value is never
 * used.
 */
final class TermsRules {
  static final Duration DOORS_BEFORE_START = Duration.ofHours(6);
  static final int HOLD_SECONDS = 600;
  static final int HOLD_SECONDS_MAX = 86_400;
  static final int LIMIT_MAX = 1_000_000;
  static final long PRICE_MAX = 100_000_000_000L;
  static final int LABEL_MAX = 200;

  /** Box offices sell at the door, and festivals through their day. */
  static final Duration SALE_AFTER_START_MAX = Duration.ofHours(24);

  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .filter(currency -> currency.getDefaultFractionDigits() >= 0)
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private final Faults faults;

  TermsRules(Faults faults) {
    this.faults = faults;
  }

  /** A moment that must be there and within reason. */
  Instant moment(String pointer, @Nullable Instant at) {
    if (at == null) {
      faults.add(pointer, "is missing");
      return EARLIEST;
    }
    if (at.isBefore(EARLIEST) || !at.isBefore(LATEST)) {
      faults.add(pointer, "must be in the years 2000 to 2199");
      return EARLIEST;
    }
    return at;
  }

  /** The terms of a new performance. */
  Terms asked(Instant startsAt, PerformanceDraft draft, Optional<SeatMapSummary> map) {
    return checked(
        startsAt,
        new Terms(
            draft.doorsAt() == null
                ? startsAt.minus(DOORS_BEFORE_START)
                : moment("/doorsAt", draft.doorsAt()),
            moment("/onSaleFrom", draft.onSaleFrom()),
            moment("/onSaleUntil", draft.onSaleUntil()),
            draft.limitPerBuyer(),
            draft.limitPerIdentity(),
            draft.holdSeconds() == 0 ? HOLD_SECONDS : draft.holdSeconds(),
            map.map(known -> prices(draft.tiers(), known.tiers())).orElse(List.of())));
  }

  /** The terms of a performance after a change. */
  Terms amended(Instant startsAt, Terms before, Amendment change) {
    return checked(
        startsAt,
        new Terms(
            change.doorsAt() == null ? before.doorsAt() : moment("/doorsAt", change.doorsAt()),
            change.onSaleFrom() == null
                ? before.onSaleFrom()
                : moment("/onSaleFrom", change.onSaleFrom()),
            change.onSaleUntil() == null
                ? before.onSaleUntil()
                : moment("/onSaleUntil", change.onSaleUntil()),
            Objects.requireNonNullElse(change.limitPerBuyer(), before.limitPerBuyer()),
            Objects.requireNonNullElse(change.limitPerIdentity(), before.limitPerIdentity()),
            Objects.requireNonNullElse(change.holdSeconds(), before.holdSeconds()),
            prices(change.tiers(), before)));
  }

  private Terms checked(Instant startsAt, Terms terms) {
    range("/limitPerBuyer", terms.limitPerBuyer(), 1, LIMIT_MAX);
    range("/limitPerIdentity", terms.limitPerIdentity(), 0, LIMIT_MAX);
    range("/holdSeconds", terms.holdSeconds(), 1, HOLD_SECONDS_MAX);
    if (faults.none()) { // an order of moments means something only when each of them is sound
      if (terms.doorsAt().isAfter(startsAt)) {
        faults.add("/doorsAt", "must not be after startsAt");
      }
      if (!terms.onSaleFrom().isBefore(startsAt)) {
        faults.add("/onSaleFrom", "must be before startsAt");
      }
      if (!terms.onSaleFrom().isBefore(terms.onSaleUntil())) {
        faults.add("/onSaleUntil", "must be after onSaleFrom");
      }
      if (terms.onSaleUntil().isAfter(startsAt.plus(SALE_AFTER_START_MAX))) {
        faults.add("/onSaleUntil", "must not be more than a day after startsAt");
      }
    }
    return terms;
  }

  private void range(String pointer, int value, int min, int max) {
    if (value < min || value > max) {
      faults.add(pointer, "must be from " + min + " to " + max);
    }
  }

  /** One price for each tier of the map, in the map's order. */
  private List<PriceTier> prices(List<PerformanceDraft.Tier> asked, List<SeatMap.Tier> known) {
    Map<String, SeatMap.Tier> byName =
        known.stream().collect(Collectors.toMap(SeatMap.Tier::name, Function.identity()));
    Map<String, PriceTier> priced = new HashMap<>();
    String currency = null;
    for (int i = 0; i < asked.size(); i++) {
      PerformanceDraft.Tier tier = asked.get(i);
      SeatMap.Tier inMap = byName.get(tier.name());
      if (inMap == null) {
        faults.add("/tiers/" + i + "/name", "is no tier of the seat map");
      }
      Money price = price(i, tier.price(), currency);
      currency = currency == null ? price.currency() : currency;
      label(i, tier.label());
      String label = tier.label().isBlank() ? tier.name() : tier.label().strip();
      String color = inMap == null ? "" : inMap.color();
      if (priced.put(tier.name(), new PriceTier(tier.name(), label, price, color)) != null) {
        faults.add("/tiers/" + i + "/name", "stands here more than once");
      }
    }
    List<PriceTier> inOrder = new ArrayList<>();
    for (SeatMap.Tier tier : known) {
      PriceTier price = priced.get(tier.name());
      if (price == null) {
        faults.add("/tiers", "has no price for the tier " + tier.name());
      } else {
        inOrder.add(price);
      }
    }
    return inOrder;
  }

  /** The prices before, with those that are named changed. */
  private List<PriceTier> prices(List<PerformanceDraft.Tier> asked, Terms before) {
    Map<String, PerformanceDraft.Tier> changes = new HashMap<>();
    Set<String> known =
        before.tiers().stream().map(PriceTier::name).collect(Collectors.toUnmodifiableSet());
    for (int i = 0; i < asked.size(); i++) {
      PerformanceDraft.Tier tier = asked.get(i);
      if (!known.contains(tier.name())) {
        faults.add("/tiers/" + i + "/name", "is no tier of the performance");
      }
      price(i, tier.price(), before.currency());
      label(i, tier.label());
      if (changes.put(tier.name(), tier) != null) {
        faults.add("/tiers/" + i + "/name", "stands here more than once");
      }
    }
    return before.tiers().stream()
        .map(tier -> {
          PerformanceDraft.Tier change = changes.get(tier.name());
          if (change == null || change.price() == null) {
            return tier;
          }
          String label = change.label().isBlank() ? tier.label() : change.label().strip();
          return new PriceTier(tier.name(), label, change.price(), tier.color());
        })
        .toList();
  }

  private void label(int tier, String label) {
    Words.faultOfLine(label, 0, LABEL_MAX)
        .ifPresent(message -> faults.add("/tiers/" + tier + "/label", message));
  }

  private Money price(int tier, @Nullable Money price, @Nullable String currency) {
    String pointer = "/tiers/" + tier + "/price";
    if (price == null) {
      faults.add(pointer, "is missing");
      return new Money(0, currency == null ? "" : currency);
    }
    if (price.amount() < 0 || price.amount() > PRICE_MAX) {
      faults.add(pointer + "/amount", "must be from 0 to " + PRICE_MAX);
    }
    if (!CURRENCIES.contains(price.currency())) {
      faults.add(pointer + "/currency", "must be an ISO 4217 currency, such as CNY");
    } else if (currency != null && !currency.isEmpty() && !price.currency().equals(currency)) {
      faults.add(pointer + "/currency", "must be " + currency + ", as for the other tiers");
    }
    return price;
  }
}
