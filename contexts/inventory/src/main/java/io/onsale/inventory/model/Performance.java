package io.onsale.inventory.model;

import java.util.List;

/**
 * A performance as the engine knows it, for reading. Seats, tiers and sections are told by index.
 */
public final class Performance {
  private Performance() {}

  /** Public id's 64 bits. */
  public long id() {
    throw new UnsupportedOperationException();
  }

  /** Who owns it. */
  public long organizer() {
    throw new UnsupportedOperationException();
  }

  /** Grows by one with every change; 1 after opening. */
  public long version() {
    throw new UnsupportedOperationException();
  }

  /** When the last change was, in milliseconds of cluster time. */
  public long changedAt() {
    throw new UnsupportedOperationException();
  }

  /** Whether it takes no new holds any more. */
  public boolean isClosed() {
    throw new UnsupportedOperationException();
  }

  /** SHA-256 of the seat map's document, 32 bytes, a copy. */
  public byte[] mapDigest() {
    throw new UnsupportedOperationException();
  }

  /** ISO 4217 code. */
  public String currency() {
    throw new UnsupportedOperationException();
  }

  /** When holds are taken. */
  public Opening.Window window() {
    throw new UnsupportedOperationException();
  }

  /** How many seats one buyer, one identity may have. */
  public Opening.Limits limits() {
    throw new UnsupportedOperationException();
  }

  /** Milliseconds that a new hold lasts. */
  public long holdDuration() {
    throw new UnsupportedOperationException();
  }

  /** Tiers with their prices for new holds. */
  public List<Opening.Tier> tiers() {
    throw new UnsupportedOperationException();
  }

  /** Sections in index order. */
  public List<Opening.Section> sections() {
    throw new UnsupportedOperationException();
  }

  /** How many seats it has. */
  public int capacity() {
    throw new UnsupportedOperationException();
  }

  /** The {@link SeatState} of a seat. */
  public int state(int seat) {
    throw new UnsupportedOperationException();
  }

  /** The tier of a seat. */
  public int tierOf(int seat) {
    throw new UnsupportedOperationException();
  }

  /** The section of a seat. */
  public int sectionOf(int seat) {
    throw new UnsupportedOperationException();
  }

  /** The {@link SeatAttributes} of a seat. */
  public int attributesOf(int seat) {
    throw new UnsupportedOperationException();
  }

  /** How many seats are in a {@link SeatState}. */
  public int count(int state) {
    throw new UnsupportedOperationException();
  }

  /** How many seats of a tier are in a {@link SeatState}. */
  public int countInTier(int tier, int state) {
    throw new UnsupportedOperationException();
  }

  /** How many seats of a section are in a {@link SeatState}. */
  public int countInSection(int section, int state) {
    throw new UnsupportedOperationException();
  }

  /** How many seats a buyer has, held and sold. */
  public int seatsOfBuyer(long buyer) {
    throw new UnsupportedOperationException();
  }

  /**
   * All seats' {@link SeatState}s, two bits a seat in index order, lowest bits first: (capacity +
   * 3) / 4 bytes.
   */
  public byte[] states() {
    throw new UnsupportedOperationException();
  }
}
