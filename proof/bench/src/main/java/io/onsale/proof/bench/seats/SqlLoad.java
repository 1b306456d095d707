package io.onsale.proof.bench.seats;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Keeps a database busy: one thread and one request at a time for each connection. */
final class SqlLoad {
  private static final String HOLD_BEST = "SELECT hold_best(?, ?, ?)";
  private static final String HOLD_PAIR = "SELECT hold_pair(?, ?, ?)";
  private static final String END = "SELECT end_hold(?, ?, ?, ?)";
  private static final int HELD = 0;
  private static final int SOLD = 1;
  private static final int FREE = 2;

  private final SqlServer server;
  private final Crowd crowd;

  SqlLoad(SqlServer server, Crowd crowd) {
    this.server = server;
    this.crowd = crowd;
  }

  /**
   * Asks for so long.
   *
   * @return answers a second
   */
  double closed(int connections, long nanos) throws SQLException, InterruptedException {
    List<Crowd> parts = crowd.split(connections);
    List<Asking> askings = new ArrayList<>();
    List<Future<Long>> counts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      for (Crowd part : parts) {
        askings.add(new Asking(server.connect(), part));
      }
      long start = System.nanoTime();
      for (Asking asking : askings) {
        counts.add(threads.submit(() -> asking.run(start + nanos)));
      }
      long answers = 0;
      for (Future<Long> count : counts) {
        answers += count.get();
      }
      return answers * 1e9 / (System.nanoTime() - start);
    } catch (ExecutionException e) {
      throw new SQLException(e.getCause());
    } finally {
      crowd.join(parts);
      for (Asking asking : askings) {
        asking.close();
      }
    }
  }

  private static final class Asking implements AutoCloseable {
    private final Connection connection;
    private final Crowd crowd;
    private final PreparedStatement best;
    private final PreparedStatement pair;
    private final PreparedStatement end;

    Asking(Connection connection, Crowd crowd) throws SQLException {
      this.connection = connection;
      this.crowd = crowd;
      best = connection.prepareStatement(HOLD_BEST);
      pair = connection.prepareStatement(HOLD_PAIR);
      end = connection.prepareStatement(END);
    }

    long run(long until) throws SQLException {
      long answers = 0;
      while (System.nanoTime() - until < 0 && !crowd.isSoldOut()) {
        Request request = crowd.next();
        int answer = ask(request);
        if (answer < 0) {
          crowd.refused(request);
        } else if (request.isHold()) {
          crowd.held(request, answer + 1);
        } else {
          crowd.done(request);
        }
        answers++;
      }
      return answers;
    }

    /** As often as the database gives up for a deadlock. */
    private int ask(Request request) throws SQLException {
      while (true) {
        try {
          return switch (request.kind) {
            case HOLD_BEST -> hold(best, request);
            case HOLD_PAIR -> hold(pair, request);
            case RELEASE -> end(request, HELD, FREE);
            case CONFIRM -> end(request, HELD, SOLD);
            case RETURN -> end(request, SOLD, FREE);
          };
        } catch (SQLException e) {
          String state = String.valueOf(e.getSQLState());
          if (!state.equals("40001") && !state.equals("40P01")) {
            throw e;
          }
        }
      }
    }

    private static int hold(PreparedStatement statement, Request request) throws SQLException {
      statement.setLong(1, request.id);
      statement.setLong(2, request.buyer);
      statement.setInt(3, request.place);
      return answer(statement);
    }

    private int end(Request request, int from, int to) throws SQLException {
      end.setLong(1, request.hold().id);
      end.setInt(2, from);
      end.setInt(3, to);
      end.setInt(4, to == FREE ? 1 : 0);
      return answer(end);
    }

    private static int answer(PreparedStatement statement) throws SQLException {
      try (ResultSet is = statement.executeQuery()) {
        is.next();
        return is.getInt(1);
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
