package io.onsale.kit.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.kit.life.Component;
import io.onsale.kit.server.Foundation;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderNameCase;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * One context's schema: its own pool, migrated when it starts. Work is done in {@link
 * #transaction}; a transaction within one joins it, so that an idempotent answer, the rows and the
 * events of one call are in one transaction.
 *
 * <pre>{@code
 * Database database = Database.of("orders", config.database(), foundation);
 * Outbox outbox = new Outbox(database);
 *
 * Order saved = database.transaction(sql -> {
 *     sql.update(ORDERS).set(ORDERS.STATE, "PAID").where(ORDERS.ID.eq(order.id())).execute();
 *     outbox.append(Event.of(ids.next(), order.id(), now, orderPaid));
 *     return order;
 * });
 * Optional<Order> one = database.sql().selectFrom(ORDERS).where(ORDERS.ID.eq(id)).fetchOptional(this::read);
 * }</pre>
 *
 * <p>Migrations are {@code db/<context>/V1__….sql} on the class path. The kit's own tables come
 * from {@code db/kit}, with a history of their own.
 */
public final class Database implements Component {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,40}");
  private static final int ATTEMPTS_MAX = 6;

  private final String context;
  private final String url;
  private final SQLDialect dialect;
  private final DatabaseConfig config;
  private final @Nullable MeterRegistry meters;
  private final InstantSource clock;

  /** Not static: a thread may be in a transaction of one schema and in none of another's. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<Work> current = new ThreadLocal<>();

  private final List<Runnable> afterCommit = new ArrayList<>();
  private final DSLContext sql;
  private volatile @Nullable HikariDataSource pool;

  /** A transaction that is going on in a thread. */
  private static final class Work {
    final Connection connection;
    boolean signal;

    Work(Connection connection) {
      this.connection = connection;
    }
  }

  private Database(
      String context,
      String url,
      DatabaseConfig config,
      @Nullable MeterRegistry meters,
      InstantSource clock) {
    if (!NAME.matcher(context).matches()) {
      throw new IllegalArgumentException("a schema cannot be named " + context);
    }
    this.context = context;
    this.url = url;
    this.config = config;
    this.meters = meters;
    this.clock = clock;
    this.dialect = dialect(url);
    this.sql =
        DSL.using(
            new DefaultConfiguration()
                .set(new Ambient())
                .set(dialect)
                .set(
                    new Settings()
                        .withRenderSchema(false)
                        .withRenderNameCase(RenderNameCase.LOWER)
                        .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED)));
  }

  /** The schema of a context; not connected before {@link #start}. */
  public static Database of(String context, DatabaseConfig config, Foundation foundation) {
    String url =
        config.url().orElseGet(() -> h2(foundation.dataFolder().resolve("sql").resolve("onsale")));
    return new Database(context, url, config, foundation.meters(), foundation.clock());
  }

  /** The schema of a context at a URL, without measurements: for tests and tools. */
  public static Database at(String context, String url) {
    return at(context, url, InstantSource.system());
  }

  /** The same with a clock of the test's choice. */
  static Database at(String context, String url, InstantSource clock) {
    return new Database(context, url, DatabaseConfig.at(url), null, clock);
  }

  /**
   * The URL of an H2 file. A commit is on disk when it returns ({@code WRITE_DELAY=0}); the file is
   * locked by the operating system ({@code FILE_LOCK=FS}), which lets go when the process dies,
   * however it dies; and H2 does not close itself under a process that is still draining ({@code
   * DB_CLOSE_ON_EXIT}).
   */
  public static String h2(Path file) {
    return "jdbc:h2:file:"
        + file.toAbsolutePath()
        + ";MODE=MySQL;WRITE_DELAY=0;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
        + ";FILE_LOCK=FS;DB_CLOSE_ON_EXIT=FALSE";
  }

  /** The URL of an H2 database in memory that lives as long as the process: for tests. */
  public static String h2InMemory(String name) {
    return "jdbc:h2:mem:"
        + name
        + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;DB_CLOSE_DELAY=-1";
  }

  private static SQLDialect dialect(String url) {
    if (url.startsWith("jdbc:h2:")) {
      return SQLDialect.H2;
    } else if (url.startsWith("jdbc:mariadb:")) {
      return SQLDialect.MARIADB;
    } else if (url.startsWith("jdbc:mysql:")) {
      return SQLDialect.MYSQL;
    } else if (url.startsWith("jdbc:postgresql:")) {
      return SQLDialect.POSTGRES;
    }
    throw new IllegalArgumentException(
        "the database URL must begin with jdbc:h2:, jdbc:mariadb:, jdbc:mysql: or "
            + "jdbc:postgresql:");
  }

  @Override
  public String name() {
    return context + "-database";
  }

  /** Connects, makes the schema when there is none, and migrates it. */
  @Override
  public void start() throws SQLException {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName(context);
    hikari.setJdbcUrl(url);
    hikari.setUsername(config.user());
    hikari.setPassword(config.password().reveal());
    hikari.setMaximumPoolSize(config.poolSize());
    hikari.setMinimumIdle(1);
    hikari.setConnectionTimeout(config.connectTimeout().toMillis());
    hikari.setConnectionInitSql(useSchema());
    hikari.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    if (meters != null) {
      hikari.setMetricRegistry(meters);
    }
    makeSchema(hikari);
    HikariDataSource opened = new HikariDataSource(hikari);
    try {
      migrate(opened, "db/kit", "kit_history");
      migrate(opened, "db/" + context, "schema_history");
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    pool = opened;
  }

  private void makeSchema(HikariConfig hikari) throws SQLException {
    try (Connection connection =
            java.sql.DriverManager.getConnection(url, hikari.getUsername(), hikari.getPassword());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + context);
    }
  }

  private String useSchema() {
    return switch (dialect) {
      case MARIADB, MYSQL -> "USE " + context;
      case POSTGRES -> "SET search_path TO " + context;
      default -> "SET SCHEMA " + context;
    };
  }

  private void migrate(HikariDataSource source, String location, String history) {
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:" + location)
        .table(history)
        .schemas(context)
        .defaultSchema(context)
        .createSchemas(false)
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .failOnMissingLocations(false)
        .placeholders(Map.of("bytes", bytesType()))
        .load()
        .migrate();
  }

  private String bytesType() {
    return switch (dialect) {
      case MARIADB, MYSQL -> "LONGBLOB";
      case POSTGRES -> "BYTEA";
      default -> "VARBINARY(67108864)";
    };
  }

  @Override
  public void stop() {
    HikariDataSource open = pool;
    pool = null;
    if (open != null) {
      open.close();
    }
  }

  /** Whether it answers. */
  public boolean isReady() throws SQLException {
    HikariDataSource open = pool;
    if (open == null) {
      return false;
    }
    try (Connection connection = open.getConnection()) {
      return connection.isValid(1);
    }
  }

  /**
   * jOOQ over this schema: within a transaction it is part of it, outside each statement stands for
   * itself.
   */
  public DSLContext sql() {
    return sql;
  }

  /**
   * Does work in a transaction, or in the one that this thread is in. It is tried again when the
   * database gave it up for another's sake (a deadlock, a serialisation conflict): the work must
   * have no effect elsewhere. No call to a peer belongs in here.
   *
   * @throws DataAccessException when the database fails
   */
  public <T> T transaction(Function<DSLContext, T> work) {
    if (current.get() != null) {
      return work.apply(sql);
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return once(work);
      } catch (DataAccessException e) {
        if (attempt == ATTEMPTS_MAX || !isConflict(e)) {
          throw e;
        }
        pause(attempt);
      }
    }
  }

  /** Whether this thread is in a transaction now. */
  public boolean isInTransaction() {
    return current.get() != null;
  }

  private <T> T once(Function<DSLContext, T> work) {
    T result;
    boolean signal;
    try (Connection connection = connection()) {
      connection.setAutoCommit(false);
      Work mine = new Work(connection);
      current.set(mine);
      boolean committed = false;
      try {
        result = work.apply(sql);
        connection.commit();
        committed = true;
        signal = mine.signal;
      } finally {
        current.remove();
        if (!committed) {
          connection.rollback();
        }
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new DataAccessException("a transaction of " + context + " failed", e);
    }
    if (signal) {
      afterCommit.forEach(Runnable::run);
    }
    return result;
  }

  /**
   * Does work that can be undone alone, within the current transaction: a statement may fail in it,
   * and the rest still stands.
   */
  public <T> T undoable(java.util.function.Supplier<T> work) {
    Connection connection = connectionOfTransaction();
    try {
      Savepoint before = connection.setSavepoint();
      boolean done = false;
      try {
        T result = work.get();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback(before);
        }
      }
    } catch (SQLException e) {
      throw new DataAccessException("a savepoint of " + context + " failed", e);
    }
  }

  /** Has the listeners told when the current transaction has been committed. */
  void signalAfterCommit() {
    Work work = current.get();
    if (work == null) {
      throw new IllegalStateException("an event is appended outside of a transaction");
    }
    work.signal = true;
  }

  /** To be called before the first transaction. */
  void afterCommit(Runnable listener) {
    afterCommit.add(listener);
  }

  String context() {
    return context;
  }

  /** What happened before this need not be told any more to those who have dealt with it. */
  Instant eventsKeptSince() {
    return clock.instant().minus(config.eventsKept());
  }

  SQLDialect dialect() {
    return dialect;
  }

  private Connection connectionOfTransaction() {
    Work work = current.get();
    if (work == null) {
      throw new IllegalStateException("there is no transaction");
    }
    return work.connection;
  }

  private Connection connection() throws SQLException {
    HikariDataSource open = pool;
    if (open == null) {
      throw new SQLException(name() + " is not running");
    }
    return open.getConnection();
  }

  private static void pause(int attempt) {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(5L << attempt) + 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataAccessException("interrupted while a transaction waited to be tried again", e);
    }
  }

  /**
   * Whether the database gave the transaction up for another's sake, so that trying again may help.
   */
  static boolean isConflict(DataAccessException e) {
    SQLException cause = e.getCause(SQLException.class);
    if (cause == null) {
      return false;
    }
    String state = String.valueOf(cause.getSQLState());
    // 40xxx is standard for rollback; HYT00 is H2's lock timeout; 1205 and 1213 are MySQL's.
    return state.startsWith("40")
        || state.toUpperCase(Locale.ROOT).equals("HYT00")
        || cause.getErrorCode() == 1205
        || cause.getErrorCode() == 1213
        || cause.getErrorCode() == 90131;
  }

  /** Gives jOOQ the transaction's connection, or one from the pool for one statement. */
  private final class Ambient implements ConnectionProvider {
    @Override
    public Connection acquire() {
      Work work = current.get();
      if (work != null) {
        return work.connection;
      }
      try {
        return connection();
      } catch (SQLException e) {
        throw new DataAccessException("no connection to the database of " + context, e);
      }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // this very connection is the transaction's
    public void release(Connection connection) {
      Work work = current.get();
      if (work != null && work.connection == connection) {
        return;
      }
      try {
        connection.close();
      } catch (SQLException e) {
        throw new DataAccessException("a connection to the database of " + context + " broke", e);
      }
    }
  }
}
