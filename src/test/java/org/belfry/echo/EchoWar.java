package org.belfry.echo;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.belfry.harness.Launch;
import org.belfry.harness.Server;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * The test deployment: the engine's own classes and libraries out of the packaged WAR, and this.
 */
public final class EchoWar {

  private EchoWar() {}

  public static WebArchive of(File packaged) {
    var belfry = ShrinkWrap.create(ZipImporter.class).importFrom(packaged).as(WebArchive.class);
    var echo = ShrinkWrap.create(WebArchive.class, "echo.war");
    belfry
        .getContent()
        .forEach(
            (path, node) -> {
              if (node.getAsset() != null && belongs(path.get())) {
                echo.add(node.getAsset(), path);
              }
            });
    return echo.addPackage(EchoWar.class.getPackage()).deleteClass(EchoWar.class);
  }

  /** The same with heartbeats as in production: on a loaded machine the suites' are too short. */
  public static WebArchive unhurried(File packaged) {
    return of(packaged).addAsResource(EmptyAsset.INSTANCE, Echo.UNHURRIED.substring(1));
  }

  private static boolean belongs(String path) {
    return path.matches("/WEB-INF/classes/org/belfry/(socketio|websocket|json|text)/.*")
        || path.matches("/WEB-INF/classes/org/belfry/http/(QueryString|OpeningHandshake)[.]class")
        || path.matches("/WEB-INF/classes/org/belfry/problem/Problem([$].*)?[.]class")
        || path.matches("/WEB-INF/classes/org/belfry/ops/PayaraHandshake([$].*)?[.]class")
        || path.matches("/WEB-INF/lib/jackson-.*")
        || path.equals("/WEB-INF/payara-web.xml");
  }

  /** Runs it in the foreground: arguments are the server's home, the packaged WAR and the port. */
  public static void main(String[] arguments) throws Exception {
    var war = new File(arguments[1]).getAbsoluteFile().toPath().resolveSibling("echo.war").toFile();
    of(new File(arguments[1])).as(ZipExporter.class).exportTo(war, true);
    var directory = Path.of(war.getParent(), "echo-server");
    var server =
        Launch.of(Path.of(arguments[0]), war.toPath())
            .in(directory)
            .port(Integer.parseInt(arguments[2]))
            .onWarning(System.out::println)
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
    server.awaitReady(Duration.ofMinutes(2));
    System.out.println("ready: " + server.url());
    server.awaitEnd();
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
