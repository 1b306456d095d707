package io.onsale.proof.sim;

import io.onsale.inventory.model.Opening;
import io.onsale.proof.sim.Command.Wanted;
import io.onsale.proof.sim.Step.Damage;
import io.onsale.proof.sim.Step.Ear;
import io.onsale.proof.sim.Step.Fate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * Draws the next step from chance and from how the world is, so that most of what is asked makes
 * sense: holds that live are confirmed, nodes that are down come up, seats are wanted where others
 * have just been taken.
 */
final class Generator {
  private static final long ORGANIZER = 7;
  private static final long STRANGER = 8;
  private static final int BUYERS = 6;
  private static final int CLIENTS = 2;
  private static final List<Damage> DAMAGES = List.of(Damage.values());
  private static final int STEPS_LEAST = 50;
  private static final int STEPS_SPREAD = 60;

  /** While a snapshot is written, fewer entries than this are applied. */
  private static final int MEANWHILE = 12;

  private final Random random;
  private final Venues venues;
  private final List<Long> shows = new ArrayList<>(List.of(101L));
  private final Deque<Step> planned = new ArrayDeque<>();
  private final int nodes;
  private final int length;

  /** How many in a hundred steps are about the network and the nodes. */
  private final int trouble;

  /** How many in a hundred commands share a message with others. */
  private final int bursts;

  private int requests;

  Generator(long seed) {
    random = new Random(seed);
    venues = new Venues(random);
    nodes = random.nextInt(3) == 0 ? 1 : 3;
    length = STEPS_LEAST + random.nextInt(STEPS_SPREAD);
    trouble = random.nextInt(4) == 0 ? 0 : random.nextInt(40);
    bursts = random.nextInt(30);
    if (random.nextBoolean()) {
      shows.add(102L);
    }
    for (long show : shows) {
      Opening opening = venues.opening(show, World.START);
      if (random.nextInt(4) == 0) {
        upload(opening, true);
      } else {
        planned.add(one(remembered(ORGANIZER, 0, new Command.Open(opening)), Fate.ARRIVES));
      }
    }
  }

  int nodes() {
    return nodes;
  }

  /** How many steps the history has. */
  int length() {
    return length;
  }

  Step next(World world) {
    if (!planned.isEmpty() && (world.model().shows.size() < shows.size() || random.nextBoolean())) {
      return planned.remove();
    }
    if (random.nextInt(100) < trouble) {
      return trouble(world);
    }
    int what = random.nextInt(100);
    if (what < 18) {
      return clock();
    }
    if (what < 26 && requests > 0) {
      int back = random.nextInt(Math.min(requests, 30));
      return new Step.Again(client(), requests - back, fate());
    }
    if (what < 28) {
      return new Step.Noise(client(), request(world), damage(), 1 + random.nextInt(200));
    }
    if (random.nextInt(100) >= bursts) {
      return one(request(world), fate());
    }
    List<Request> burst = new ArrayList<>();
    for (int left = 2 + random.nextInt(6); left > 0; left--) {
      burst.add(request(world));
    }
    return new Step.Send(client(), burst, fate());
  }

  // The network, the nodes and the clock.

  private Step trouble(World world) {
    for (Node node : world.replicas().nodes()) {
      if (!node.isUp() && random.nextInt(4) == 0) {
        return new Step.Restart(node.number, random.nextInt(4) > 0 ? 0 : random.nextInt(4));
      }
    }
    if (world.replicas().leader() == null && random.nextInt(3) > 0) {
      return new Step.Elect(node());
    }
    if (world.onTheirWay() > 0 && random.nextInt(4) == 0) {
      int place = random.nextInt(world.onTheirWay());
      return switch (random.nextInt(6)) {
        case 0 -> new Step.Lose(place);
        case 1 -> new Step.Copy(place);
        default -> new Step.Arrive(place);
      };
    }
    if (world.waiting() > 0 && random.nextInt(4) == 0) {
      int place = random.nextInt(world.waiting());
      return random.nextInt(4) == 0 ? new Step.Miss(place) : new Step.Hear(place);
    }
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> new Step.Crash(node(), random.nextInt(3) == 0 ? 1000 : random.nextInt(1000));
      case 3 -> new Step.Wipe(node());
      case 4, 5 -> new Step.Elect(node());
      case 6, 7, 8 -> new Step.Stall(node());
      case 9, 10, 11, 12 -> new Step.Resume(node());
      case 13, 14, 15 -> new Step.Snapshot(random.nextInt(MEANWHILE));
      case 16, 17 -> new Step.Reopen();
      case 18 -> new Step.Listen(client(), Ear.LISTENS);
      default -> new Step.Listen(client(), random.nextBoolean() ? Ear.SLOW : Ear.DEAF);
    };
  }

  private int node() {
    return random.nextInt(nodes);
  }

  private int client() {
    return random.nextInt(CLIENTS);
  }

  private Step clock() {
    int what = random.nextInt(60);
    if (what == 0) {
      return new Step.Clock(-random.nextInt(60_000));
    }
    if (what == 1) {
      return new Step.Clock(random.nextInt(2 * 3_600_000));
    }
    return new Step.Clock(what < 20 ? random.nextInt(8_000) : 1L + random.nextInt(200));
  }

  private Fate fate() {
    if (trouble == 0 || random.nextInt(5) > 0) {
      return Fate.ARRIVES;
    }
    return random.nextInt(3) == 0 ? Fate.LOST : Fate.LATER;
  }

  private Damage damage() {
    return DAMAGES.get(random.nextInt(DAMAGES.size()));
  }

  private Step one(Request request, Fate fate) {
    return new Step.Send(client(), List.of(request), fate);
  }

  // Requests.

  private Request remembered(long organizer, long buyer, Command command) {
    int number = ++requests;
    return new Request(number, number, organizer, buyer, identity(buyer), command);
  }

  private static long identity(long buyer) {
    return buyer == 0 || buyer % 3 == 0 ? 0 : 50 + buyer % 2;
  }

  private Request request(World world) {
    Request request = drawn(world);
    int what = random.nextInt(30);
    if (what == 0) {
      return withId(request, 0);
    }
    return what == 1 && requests > 1 ? withId(request, 1 + random.nextInt(requests - 1)) : request;
  }

  private static Request withId(Request request, int id) {
    return new Request(
        request.number(),
        id,
        request.organizer(),
        request.buyer(),
        request.identity(),
        request.command());
  }

  private Request drawn(World world) {
    int what = random.nextInt(100);
    if (what < 47) {
      long buyer = random.nextInt(60) == 0 ? 0 : 1L + random.nextInt(BUYERS);
      return remembered(0, buyer, new Command.Hold(show(), wanted(), random.nextInt(12) == 0));
    }
    if (what < 83) {
      return aboutHold(world, what - 47);
    }
    if (what < 90) {
      List<Integer> seats = seats(random.nextInt(40) == 0 ? 70 : 1 + random.nextInt(7));
      return remembered(
          organizer(),
          0,
          random.nextInt(3) > 0
              ? new Command.Block(show(), seats)
              : new Command.Unblock(show(), seats));
    }
    if (what < 94) {
      long show = show();
      return remembered(
          organizer(),
          0,
          new Command.Amend(
              venues.amendment(show, world.model().shows.get(show), world.replicas().clock)));
    }
    if (what < 95) {
      return remembered(organizer(), 0, new Command.Activate(random.nextInt(4) - 1));
    }
    if (what < 96 && random.nextInt(3) == 0) {
      return remembered(organizer(), 0, new Command.Close(show()));
    }
    return openOrUpload(world);
  }

  private Request openOrUpload(World world) {
    long show = random.nextInt(3) == 0 ? 103 : show();
    Opening opening = venues.opening(show, world.replicas().clock);
    ReferenceModel.Show known = world.model().shows.get(show);
    if (known != null && random.nextBoolean()) {
      opening = known.opening;
    }
    if (random.nextInt(3) == 0) {
      upload(opening, false);
    } else if (random.nextInt(3) == 0) {
      opening = venues.broken(opening);
    }
    return remembered(organizer(), 0, new Command.Open(opening));
  }

  private void upload(Opening opening, boolean surely) {
    int number = ++requests;
    Command.Whole whole = new Command.Whole(number, ORGANIZER, opening);
    long upload = number; // a name of its own, as the contract wants it
    int bytes = Wire.whole(whole).length;
    List<Command> commands = new ArrayList<>();
    commands.add(new Command.Begin(upload, whole, !surely && random.nextInt(6) == 0));
    for (int from = 0; from < bytes; ) {
      int length = Math.min(bytes - from, 1 + random.nextInt(bytes));
      commands.add(new Command.Piece(upload, whole, from, length));
      from += length;
    }
    if (!surely && random.nextInt(4) == 0) {
      commands.remove(random.nextInt(commands.size()));
    }
    if (!surely && random.nextInt(4) == 0) {
      commands.add(commands.get(random.nextInt(commands.size())));
    }
    for (Command command : commands) {
      Request request = new Request(++requests, 0, ORGANIZER, 0, 0, command);
      planned.add(one(request, surely ? Fate.ARRIVES : fate()));
    }
    int end = !surely && random.nextInt(8) == 0 ? ++requests : number;
    Request commit = new Request(end, end, ORGANIZER, 0, 0, new Command.Commit(upload));
    planned.add(one(commit, surely ? Fate.ARRIVES : fate()));
  }

  private Request aboutHold(World world, int what) {
    ReferenceModel model = world.model();
    int holds = model.holds.size();
    if (holds == 0 || random.nextInt(40) == 0) {
      return remembered(0, 1, new Command.Release(show(), Command.NO_REQUEST));
    }
    int young = Math.min(holds, 10);
    int number = random.nextInt(4) == 0 ? 1 + random.nextInt(holds) : holds - random.nextInt(young);
    ReferenceModel.Hold hold = model.hold(number);
    long show = random.nextInt(40) == 0 ? show() : hold.show.id;
    int by = world.requestOf(number);
    long buyer = random.nextInt(20) == 0 ? 1L + random.nextInt(BUYERS) : hold.buyer;
    boolean byOrganizer = random.nextInt(6) == 0;
    Command command;
    if (what < 9) {
      command = new Command.Confirm(show, by);
    } else if (what < 15) {
      command = new Command.Release(show, by);
    } else if (what < 21) {
      command = new Command.Return(show, by, someOf(hold));
    } else if (what < 30) {
      command = new Command.Exchange(show, by, someOf(hold), wanted(), random.nextInt(4) == 0);
    } else {
      long millis =
          random.nextInt(30) == 0 ? -1 : random.nextInt(3) == 0 ? 0 : random.nextInt(60_000);
      command = new Command.Extend(show, by, millis, random.nextBoolean());
    }
    return byOrganizer ? remembered(organizer(), 0, command) : remembered(0, buyer, command);
  }

  private long organizer() {
    return random.nextInt(25) == 0 ? STRANGER : ORGANIZER;
  }

  private long show() {
    return random.nextInt(60) == 0 ? 999 : shows.get(random.nextInt(shows.size()));
  }

  private List<Integer> someOf(ReferenceModel.Hold hold) {
    if (random.nextBoolean()) {
      return List.of();
    }
    List<Integer> seats = new ArrayList<>(hold.seats);
    if (seats.size() > 1) {
      seats.remove(/* index */ random.nextInt(seats.size()));
    }
    if (random.nextInt(8) == 0) {
      seats.add(random.nextInt(30));
    }
    return seats;
  }

  private Wanted wanted() {
    int count = 1 + random.nextInt(4);
    if (random.nextInt(30) == 0) {
      count = new int[] {0, -1, 10_000, 64, 65, 7 + random.nextInt(20)}[random.nextInt(6)];
    }
    if (random.nextInt(5) < 2) {
      return new Wanted.Named(seats(Math.clamp(count, 0, 70)));
    }
    int tier = random.nextInt(40) == 0 ? random.nextInt(70) - 3 : random.nextInt(2);
    int section = random.nextInt(3) > 0 ? -1 : random.nextInt(5) - 2;
    int attributes = random.nextInt(6) > 0 ? 0 : random.nextInt(random.nextInt(5) > 0 ? 8 : 256);
    return new Wanted.Best(tier, section, count, attributes);
  }

  /** Close together, and where others want seats too. */
  private List<Integer> seats(int count) {
    List<Integer> seats = new ArrayList<>();
    int near = random.nextInt(random.nextInt(4) > 0 ? 20 : 70);
    for (int i = 0; i < count; i++) {
      seats.add(random.nextInt(15) > 0 ? near + i : random.nextInt(100) - 2);
    }
    return seats;
  }
}
