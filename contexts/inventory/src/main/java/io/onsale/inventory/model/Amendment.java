package io.onsale.inventory.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to change of a performance; {@code null} parts stay as they are. Holds and sales keep the
 * price at which they were made.
 *
 * @param performance id
 * @param window when holds are taken
 * @param limits how many seats one buyer, one identity may have; who has more already keeps them
 * @param holdDuration milliseconds that holds last from now on
 * @param tiers all tiers, at least as many as there are
 * @param tierSpans run-length code of each seat's tier
 * @param attributeSpans the seats with attributes; all others have none
 */
public record Amendment(
    long performance,
    Opening.@Nullable Window window,
    Opening.@Nullable Limits limits,
    @Nullable Long holdDuration,
    @Nullable List<Opening.Tier> tiers,
    @Nullable List<Opening.TierSpan> tierSpans,
    @Nullable List<Opening.AttributeSpan> attributeSpans) {}
