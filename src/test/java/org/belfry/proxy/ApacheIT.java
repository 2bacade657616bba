package org.belfry.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The shipped {@code docker/apache/belfry.conf} in a real Apache httpd. */
class ApacheIT extends ProxyContract {

  @Override
  String program() {
    return "apache2";
  }

  @Override
  String debian() {
    return "apache2";
  }

  @Override
  List<String> prepare(String program) throws IOException {
    // where its own user may look
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    var pages = Path.of("docker/apache");
    for (var page : List.of("no-node.asis", "no-stream.asis")) {
      Files.copy(pages.resolve(page), directory.resolve(page));
    }
    var configuration =
        Files.readString(pages.resolve("belfry.conf"))
            .replace("belfry-1:8080", "127.0.0.1:" + first.port())
            .replace("belfry-2:8080", "127.0.0.1:" + second.port())
            .replace("Listen 8080", "Listen 127.0.0.1:" + port)
            .replaceAll("(?m)^(Timeout|ProxyTimeout) 120$", "$1 " + IDLE_SECONDS)
            .replace("/etc/apache2/belfry", directory.toString())
            .replace("ServerRoot /etc/apache2", "ServerRoot " + directory)
            .replace("/tmp/belfry-apache.pid", directory.resolve("pid").toString())
            .replace("/dev/stderr", directory.resolve("error.log").toString())
            .replace("/dev/stdout", directory.resolve("access.log").toString());
    Files.writeString(
        directory.resolve("belfry.conf"), "DefaultRuntimeDir " + directory + "\n" + configuration);
    return List.of(program, "-f", directory.resolve("belfry.conf").toString(), "-DFOREGROUND");
  }
}
