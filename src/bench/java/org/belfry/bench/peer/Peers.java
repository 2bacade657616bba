package org.belfry.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.belfry.bench.load.PlainDialect;
import org.belfry.bench.load.Server;
import org.belfry.bench.load.SocketIoDialect;
import org.belfry.harness.Database;
import org.belfry.harness.FreePorts;

/** Starts servers, each on a database of its own in the same PostgreSQL. */
public final class Peers {

  /** The same for every JVM server: what the demo run gives Belfry. */
  static final String HEAP = "-Xmx512m";

  private static final String NO_KEY = "none";

  private final Path directory;
  private final Database database;
  private final Keys keys = Keys.make();
  private final NodeModules node;

  public Peers(Path directory, Database database) {
    this.directory = directory;
    this.database = database;
    node = new NodeModules(directory.resolve("node"));
  }

  /** Why this kind cannot be started here, if so. */
  public Optional<String> missing(Kind kind) {
    return kind.isNode() ? node.missing() : Optional.empty();
  }

  /** Starts a server and returns when it listens. */
  public Peer start(Kind kind) throws IOException, InterruptedException {
    return switch (kind) {
      case BELFRY, CONTROL ->
          Belfry.start(directory.resolve(kind.label()), database, address(kind), keys);
      case NAIVE, MEMORY -> node(kind);
      case BARE -> bare();
    };
  }

  private Peer node(Kind kind) throws IOException, InterruptedException {
    var server = new Server(FreePorts.next(), NO_KEY, new SocketIoDialect());
    var command =
        kind == Kind.MEMORY
            ? List.of("node", "server.js", "--memory")
            : List.of("node", "server.js");
    var builder = new ProcessBuilder(command).directory(node.directory().toFile());
    builder.environment().put("NODE_ENV", "production");
    builder.environment().put("PORT", "" + server.port());
    if (kind == Kind.NAIVE) {
      var address = address(kind).replace("jdbc:", "");
      builder
          .environment()
          .put("DATABASE_URL", address.replace("//", "//" + database.user() + "@"));
    }
    return ServerProcess.start(builder, server, false, log(kind.label()));
  }

  private Peer bare() throws IOException, InterruptedException {
    var server = new Server(FreePorts.next(), NO_KEY, new PlainDialect());
    var arguments =
        List.of("" + server.port(), address(Kind.BARE), database.user(), database.password());
    return java(Bare.class, server, arguments);
  }

  /** The server that shows what the load generator can do. */
  public Peer sink() throws IOException, InterruptedException {
    return sink(new String[0]);
  }

  /** One that loses, doubles, swaps and misleads: whoever counts has to notice. */
  public Peer faultySink() throws IOException, InterruptedException {
    return sink("faulty");
  }

  private Peer sink(String... more) throws IOException, InterruptedException {
    var server = new Server(FreePorts.next(), NO_KEY, new PlainDialect());
    var arguments = new ArrayList<>(List.of("" + server.port()));
    arguments.addAll(List.of(more));
    return java(Sink.class, server, arguments);
  }

  private Peer java(Class<?> main, Server server, List<String> arguments)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    var log = log(main.getSimpleName().toLowerCase(java.util.Locale.ROOT));
    return ServerProcess.start(new ProcessBuilder(command), server, true, log);
  }

  private Path log(String name) {
    return directory.resolve(name + ".log");
  }

  /** A connection to this kind's database. */
  public Connection connect(Kind kind) throws IOException, SQLException {
    return DriverManager.getConnection(address(kind), database.user(), database.password());
  }

  /** Drops this kind's database; no server of this kind may run. */
  public void forget(Kind kind) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.execute("drop database if exists " + kind.label() + " with (force)");
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  /** The JDBC address of this kind's database, which is made if there is none. */
  public String address(Kind kind) throws IOException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      var known =
          statement.executeQuery(
              "select 1 from pg_database where datname = '" + kind.label() + "'");
      if (!known.next()) {
        statement.execute("create database " + kind.label());
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
    return database.url().replaceFirst("[^/]*$", kind.label());
  }
}
