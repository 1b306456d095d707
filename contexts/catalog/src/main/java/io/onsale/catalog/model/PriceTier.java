package io.onsale.catalog.model;

/**
 * What a seat of a tier costs at a performance.
 *
 * @param name the tier's name in the plan; its id
 * @param label what people read
 * @param price all-in, for one seat
 * @param color from the plan
 */
public record PriceTier(String name, String label, Money price, String color) {}
