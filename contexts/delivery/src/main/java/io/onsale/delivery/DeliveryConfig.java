package io.onsale.delivery;

import io.onsale.kit.store.DatabaseConfig;

/** What delivery is told. */
public record DeliveryConfig(DatabaseConfig database) {}
