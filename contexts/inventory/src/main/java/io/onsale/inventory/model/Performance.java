package io.onsale.inventory.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A performance as the engine knows it, for reading. Seats, tiers and sections are told by index.
 *
 * <p>A seat's state is one bit in each of two planes, and what is neither is free; the free seats
 * have a plane of their own, because that is what every search reads. Counts per tier, section and
 * attributes follow each move of a seat.
 */
public final class Performance {
  private static final int STATES = 4;
  private static final int CLASSES = 8;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int index;
  private final long id;
  private final long organizer;
  private final byte[] mapDigest;
  private final String currency;
  private final List<Opening.Section> sections;
  private final List<Opening.Run> runs;
  private final byte[] tierOf;
  private final byte[] attributesOf;
  private final long[] low;
  private final long[] high;
  private long openingHash;
  private Opening.Window window;
  private Opening.Limits limits;
  private long holdDuration;
  private List<Opening.Tier> tiers;
  private long version;
  private long changedAt;
  private boolean closed;

  // What follows from the above and from the holds; not written into snapshots.
  private final long[] free;
  private final long[] prices = new long[Opening.MOST_TIERS];
  private final Counts buyers = new Counts();
  private final Counts identities = new Counts();
  private Areas areas;
  private BestAvailable best;

  /** With seats of a restricted view among the others; {@code null} when there are none. */
  private @Nullable BestAvailable bestOfAll;

  private Performance(int index, long organizer, Opening opening) {
    this.index = index;
    this.id = opening.performance();
    this.organizer = organizer;
    this.mapDigest = HexFormat.of().parseHex(opening.mapDigest());
    this.currency = opening.currency();
    this.sections = opening.sections();
    this.runs = opening.runs();
    this.window = opening.window();
    this.limits = opening.limits();
    this.holdDuration = opening.holdDuration();
    this.tiers = opening.tiers();
    int seats = opening.seats();
    tierOf = new byte[seats];
    attributesOf = new byte[seats];
    low = new long[words(seats)];
    high = new long[words(seats)];
    free = new long[words(seats) + 1];
    spread(opening.tierSpans());
    spreadAttributes(opening.attributeSpans());
    derive();
  }

  /**
   * An opening is known by the hash of what it says, as {@link #save} writes it. Replicas that
   * restored a snapshot of an earlier release compare with the hash of then: were it written
   * otherwise one day, this must go on as it is here.
   */
  static Performance open(int index, long organizer, Opening opening) {
    Performance performance = new Performance(index, organizer, opening);
    HashingSink sink = new HashingSink();
    performance.save(sink);
    performance.openingHash = sink.hash();
    return performance;
  }

  long openingHash() {
    return openingHash;
  }

  /** Whether both were opened by the same organizer with the same facts. */
  boolean isSameOpening(Performance other) {
    return openingHash == other.openingHash;
  }

  private static int words(int seats) {
    return (seats + 63) >>> 6;
  }

  private void spread(List<Opening.TierSpan> spans) {
    int seat = 0;
    for (Opening.TierSpan span : spans) {
      Arrays.fill(tierOf, seat, seat + span.seats(), (byte) span.tier());
      seat += span.seats();
    }
  }

  private void spreadAttributes(List<Opening.AttributeSpan> spans) {
    Arrays.fill(attributesOf, (byte) 0);
    for (Opening.AttributeSpan span : spans) {
      int end = span.firstSeat() + span.seats();
      Arrays.fill(attributesOf, span.firstSeat(), end, (byte) span.attributes());
    }
  }

  private BestAvailable bestAvailable(int mask) {
    return new BestAvailable(sections, runs, tierOf, attributesOf, mask, free);
  }

  /** Works out what follows from tiers, attributes and states. */
  private void derive() {
    for (int seat = 0; seat < tierOf.length; seat++) {
      if (state(seat) == SeatState.FREE) {
        free[seat >>> 6] |= 1L << seat;
      }
    }
    areas = new Areas(sections, tierOf, attributesOf);
    boolean restricted = false;
    for (int seat = 0; seat < tierOf.length; seat++) {
      areas.add(seat, state(seat));
      restricted |= (attributesOf[seat] & SeatAttributes.RESTRICTED_VIEW) != 0;
    }
    best = bestAvailable(SeatAttributes.ALL);
    bestOfAll =
        restricted ? bestAvailable(SeatAttributes.ALL & ~SeatAttributes.RESTRICTED_VIEW) : null;
    for (int tier = 0; tier < tiers.size(); tier++) {
      prices[tier] = tiers.get(tier).price();
    }
  }

  // What anybody may read.

  /** Public id's 64 bits. */
  public long id() {
    return id;
  }

  /** Who owns it. */
  public long organizer() {
    return organizer;
  }

  /** Grows by one with every change; 1 after opening. */
  public long version() {
    return version;
  }

  /** When the last change was, in milliseconds of cluster time. */
  public long changedAt() {
    return changedAt;
  }

  /** Whether it takes no new holds any more. */
  public boolean isClosed() {
    return closed;
  }

  /** SHA-256 of the seat map's document, 32 bytes, a copy. */
  public byte[] mapDigest() {
    return mapDigest.clone();
  }

  /** ISO 4217 code. */
  public String currency() {
    return currency;
  }

  /** When holds are taken. */
  public Opening.Window window() {
    return window;
  }

  /** How many seats one buyer, one identity may have. */
  public Opening.Limits limits() {
    return limits;
  }

  /** Milliseconds that a new hold lasts. */
  public long holdDuration() {
    return holdDuration;
  }

  /** Tiers with their prices for new holds. */
  public List<Opening.Tier> tiers() {
    return tiers;
  }

  /** Sections in index order. */
  public List<Opening.Section> sections() {
    return sections;
  }

  /** How many seats it has. */
  public int capacity() {
    return tierOf.length;
  }

  /** The {@link SeatState} of a seat. */
  public int state(int seat) {
    int word = seat >>> 6;
    return (int) ((low[word] >>> seat & 1) | (high[word] >>> seat & 1) << 1);
  }

  /** The tier of a seat. */
  public int tierOf(int seat) {
    return tierOf[seat];
  }

  /** The section of a seat. */
  public int sectionOf(int seat) {
    return areas.sectionOf(seat);
  }

  /** The {@link SeatAttributes} of a seat. */
  public int attributesOf(int seat) {
    return attributesOf[seat];
  }

  /** How many seats are in a {@link SeatState}. */
  public int count(int state) {
    return areas.count(state);
  }

  /** How many seats a buyer has, held and sold. */
  public int seatsOfBuyer(long buyer) {
    return buyer == 0 ? 0 : buyers.get(buyer);
  }

  /** How many seats a verified identity has, held and sold. */
  public int seatsOfIdentity(long identity) {
    return identity == 0 ? 0 : identities.get(identity);
  }

  /** How many seats of each tier are in each {@link SeatState}: four numbers a tier, in order. */
  public int[] countsOfTiers() {
    return areas.countsOfTiers(tiers.size());
  }

  /** The same of each section. */
  public int[] countsOfSections() {
    return areas.countsOfSections(sections.size());
  }

  /**
   * All seats' {@link SeatState}s, two bits a seat in index order, lowest bits first: (capacity +
   * 3) / 4 bytes.
   */
  public byte[] states() {
    byte[] packed = new byte[(tierOf.length + 3) / 4];
    states(0, packed);
    return packed;
  }

  /**
   * The same for some of the seats, as many as there is room for.
   *
   * @param firstSeat a multiple of 64
   */
  public void states(int firstSeat, byte[] into) {
    int word = firstSeat >>> 6;
    for (int at = 0; at < into.length; at += 2 * Long.BYTES, word++) {
      pack(everySecond(low[word]) | everySecond(high[word]) << 1, into, at);
      pack(everySecond(low[word] >>> 32) | everySecond(high[word] >>> 32) << 1, into, at + 8);
    }
  }

  private static void pack(long states, byte[] into, int at) {
    if (at + Long.BYTES <= into.length) {
      LONG.set(into, at, states);
    } else {
      for (int i = at; i < into.length; i++) {
        into[i] = (byte) (states >>> ((i - at) << 3));
      }
    }
  }

  /** The lower 32 bits to the even places of 64. */
  private static long everySecond(long bits) {
    long spread = bits & 0xffff_ffffL;
    spread = (spread | spread << 16) & 0x0000_ffff_0000_ffffL;
    spread = (spread | spread << 8) & 0x00ff_00ff_00ff_00ffL;
    spread = (spread | spread << 4) & 0x0f0f_0f0f_0f0f_0f0fL;
    spread = (spread | spread << 2) & 0x3333_3333_3333_3333L;
    return (spread | spread << 1) & 0x5555_5555_5555_5555L;
  }

  // What the engine does.

  int index() {
    return index;
  }

  boolean isFree(int seat) {
    return (free[seat >>> 6] & 1L << seat) != 0;
  }

  long price(int seat) {
    return prices[tierOf[seat]];
  }

  /** One more change: the version that it makes. */
  long changed(long now) {
    changedAt = now;
    return ++version;
  }

  void close() {
    closed = true;
  }

  /** All seats get that state: at once those that follow one another and are alike. */
  void move(Seats seats, int state) {
    for (int i = 0; i < seats.size(); ) {
      int seat = seats.get(i);
      int word = seat >>> 6;
      int area = areas.areaOf(seat);
      int from = state(seat);
      long bits = 0;
      int first = i;
      do {
        bits |= 1L << seat;
        if (++i == seats.size()) {
          break;
        }
        seat = seats.get(i);
      } while (seat >>> 6 == word && areas.areaOf(seat) == area && state(seat) == from);
      areas.move(area, from, state, i - first);
      low[word] = (state & 1) == 0 ? low[word] & ~bits : low[word] | bits;
      high[word] = (state & 2) == 0 ? high[word] & ~bits : high[word] | bits;
      free[word] = state == SeatState.FREE ? free[word] | bits : free[word] & ~bits;
    }
    if (state == SeatState.FREE) {
      for (int i = 0; i < seats.size(); i++) {
        best.freed(seats.get(i));
        if (bestOfAll != null) {
          bestOfAll.freed(seats.get(i));
        }
      }
    }
  }

  void count(long buyer, long identity, int change) {
    if (change == 0) {
      return;
    }
    buyers.add(buyer, change);
    if (identity != 0) {
      identities.add(identity, change);
    }
  }

  /** The best free seats, or false. */
  boolean findBest(Selection wanted, Seats into) {
    int attributes = wanted.attributes;
    if (best.find(wanted.tier, wanted.section, attributes, wanted.count, into)) {
      return true;
    }
    return bestOfAll != null
        && (attributes & SeatAttributes.RESTRICTED_VIEW) == 0
        && bestOfAll.find(wanted.tier, wanted.section, attributes, wanted.count, into);
  }

  /** How many free seats there are of which the best could be taken. */
  int freeFor(Selection wanted) {
    int free = areas.free(wanted.tier, wanted.section, wanted.attributes);
    return (wanted.attributes & SeatAttributes.RESTRICTED_VIEW) != 0
        ? free
        : free
            + areas.free(
                wanted.tier, wanted.section, wanted.attributes | SeatAttributes.RESTRICTED_VIEW);
  }

  void amend(Amendment amendment) {
    window = Objects.requireNonNullElse(amendment.window(), window);
    limits = Objects.requireNonNullElse(amendment.limits(), limits);
    holdDuration = Objects.requireNonNullElse(amendment.holdDuration(), holdDuration);
    if (amendment.tiers() != null) {
      tiers = List.copyOf(amendment.tiers());
    }
    if (amendment.tierSpans() != null) {
      spread(amendment.tierSpans());
    }
    if (amendment.attributeSpans() != null) {
      spreadAttributes(amendment.attributeSpans());
    }
    if (amendment.tiers() != null
        || amendment.tierSpans() != null
        || amendment.attributeSpans() != null) {
      derive();
    }
  }

  // Snapshot.

  void save(StateSink sink) {
    sink.putLong(id);
    sink.putLong(organizer);
    sink.putBytes(mapDigest, 0, mapDigest.length);
    save(sink, currency);
    sink.putLong(openingHash);
    sink.putInt(tierOf.length);
    sink.putLong(window.from());
    sink.putLong(window.until());
    sink.putInt(limits.perBuyer());
    sink.putInt(limits.perIdentity());
    sink.putLong(holdDuration);
    sink.putInt(sections.size());
    for (Opening.Section section : sections) {
      save(sink, section.name());
      sink.putInt(section.firstSeat());
      sink.putInt(section.seats());
      sink.putInt(section.standing() ? 1 : 0);
    }
    sink.putInt(runs.size());
    for (Opening.Run run : runs) {
      sink.putInt(run.section());
      sink.putInt(run.row());
      sink.putInt(run.firstSeat());
      sink.putInt(run.seats());
      sink.putInt(run.rank());
    }
    sink.putInt(tiers.size());
    for (Opening.Tier tier : tiers) {
      save(sink, tier.name());
      sink.putLong(tier.price());
    }
    sink.putBytes(tierOf, 0, tierOf.length);
    sink.putBytes(attributesOf, 0, attributesOf.length);
    sink.putLongs(low, 0, low.length);
    sink.putLongs(high, 0, high.length);
    sink.putLong(version);
    sink.putLong(changedAt);
    sink.putInt(closed ? 1 : 0);
  }

  static Performance load(int index, StateSource source) {
    long id = source.getLong();
    long organizer = source.getLong();
    byte[] digest = new byte[32];
    source.getBytes(digest, 0, digest.length);
    String currency = loadText(source);
    long openingHash = source.getLong();
    int seats = source.getInt();
    Opening.Window window = new Opening.Window(source.getLong(), source.getLong());
    Opening.Limits limits = new Opening.Limits(source.getInt(), source.getInt());
    long holdDuration = source.getLong();
    List<Opening.Section> sections = new ArrayList<>();
    for (int left = source.getInt(); left > 0; left--) {
      String name = loadText(source);
      sections.add(
          new Opening.Section(name, source.getInt(), source.getInt(), source.getInt() == 1));
    }
    List<Opening.Run> runs = new ArrayList<>();
    for (int left = source.getInt(); left > 0; left--) {
      runs.add(
          new Opening.Run(
              source.getInt(), source.getInt(), source.getInt(), source.getInt(), source.getInt()));
    }
    List<Opening.Tier> tiers = new ArrayList<>();
    for (int left = source.getInt(); left > 0; left--) {
      tiers.add(new Opening.Tier(loadText(source), source.getLong()));
    }
    Opening opening =
        new Opening(
            id,
            HexFormat.of().formatHex(digest),
            seats,
            window,
            limits,
            holdDuration,
            currency,
            sections,
            runs,
            List.of(),
            List.of(),
            tiers);
    Performance performance = new Performance(index, organizer, opening);
    performance.openingHash = openingHash;
    performance.loadSeats(source);
    return performance;
  }

  private void loadSeats(StateSource source) {
    source.getBytes(tierOf, 0, tierOf.length);
    source.getBytes(attributesOf, 0, attributesOf.length);
    source.getLongs(low, 0, low.length);
    source.getLongs(high, 0, high.length);
    version = source.getLong();
    changedAt = source.getLong();
    closed = source.getInt() == 1;
    Arrays.fill(free, 0);
    derive();
  }

  private static void save(StateSink sink, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sink.putInt(bytes.length);
    sink.putBytes(bytes, 0, bytes.length);
  }

  private static String loadText(StateSource source) {
    byte[] bytes = new byte[source.getInt()];
    source.getBytes(bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** How many seats of each tier, section and attributes are in each state. */
  private static final class Areas {
    /** Tier, section and attributes of each area, in order. */
    private final int[] keys;

    private final int[] areaOf;

    private final int[] tierOfArea;
    private final int[] sectionOfArea;

    /** Of each area the place in {@link #free}. */
    private final int[] freeIndices;

    private final int[] counts;
    private final int[] total = new int[STATES];

    /** Free seats per tier and attributes: asked at every hold that finds nothing. */
    private final int[] free = new int[Opening.MOST_TIERS * CLASSES];

    Areas(List<Opening.Section> sections, byte[] tierOf, byte[] attributesOf) {
      int[] keyOf = new int[tierOf.length];
      for (int s = 0; s < sections.size(); s++) {
        Opening.Section section = sections.get(s);
        for (int i = 0; i < section.seats(); i++) {
          int seat = section.firstSeat() + i;
          keyOf[seat] = key(tierOf[seat], s, attributesOf[seat]);
        }
      }
      keys = Arrays.stream(keyOf).distinct().sorted().toArray();
      areaOf = keyOf;
      Arrays.setAll(areaOf, seat -> Arrays.binarySearch(keys, keyOf[seat]));
      tierOfArea = Arrays.stream(keys).map(Areas::tierOfKey).toArray();
      sectionOfArea = Arrays.stream(keys).map(Areas::sectionOfKey).toArray();
      freeIndices = Arrays.stream(keys).map(Areas::freeIndex).toArray();
      counts = new int[keys.length * STATES];
    }

    private static int key(int tier, int section, int attributes) {
      return (tier * Opening.MOST_SECTIONS + section) * CLASSES + attributes;
    }

    private static int sectionOfKey(int key) {
      return key / CLASSES % Opening.MOST_SECTIONS;
    }

    private static int tierOfKey(int key) {
      return key / CLASSES / Opening.MOST_SECTIONS;
    }

    /** Index of tier and attributes in {@link #free}. */
    private static int freeIndex(int key) {
      return tierOfKey(key) * CLASSES + key % CLASSES;
    }

    void add(int seat, int state) {
      count(areaOf[seat], state, 1);
    }

    int areaOf(int seat) {
      return areaOf[seat];
    }

    /** So many seats of the area. */
    void move(int area, int from, int to, int seats) {
      count(area, from, -seats);
      count(area, to, seats);
    }

    private void count(int area, int state, int change) {
      counts[area * STATES + state] += change;
      total[state] += change;
      if (state == SeatState.FREE) {
        free[freeIndices[area]] += change;
      }
    }

    int sectionOf(int seat) {
      return sectionOfArea[areaOf[seat]];
    }

    int count(int state) {
      return total[state];
    }

    int[] countsOfTiers(int tiers) {
      return sum(tierOfArea, tiers);
    }

    int[] countsOfSections(int sections) {
      return sum(sectionOfArea, sections);
    }

    private int[] sum(int[] groupOfArea, int groups) {
      int[] sums = new int[groups * STATES];
      for (int area = 0; area < groupOfArea.length; area++) {
        for (int state = 0; state < STATES; state++) {
          sums[groupOfArea[area] * STATES + state] += counts[area * STATES + state];
        }
      }
      return sums;
    }

    int free(int tier, int section, int attributes) {
      if (section == Selection.ANY_SECTION) {
        return free[tier * CLASSES + attributes];
      }
      int area = Arrays.binarySearch(keys, key(tier, section, attributes));
      return area < 0 ? 0 : counts[area * STATES + SeatState.FREE];
    }
  }
}
