package org.belfry.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The shipped {@code docker/Caddyfile} in a real Caddy. */
class CaddyIT extends ProxyContract {

  @Override
  String program() {
    return "caddy";
  }

  @Override
  String debian() {
    return "caddy";
  }

  @Override
  List<String> prepare(String program) throws IOException {
    var configuration =
        Files.readString(Path.of("docker/Caddyfile"))
            .replace("grace_period 10s", "grace_period 1s")
            .replace("belfry-1:8080", "127.0.0.1:" + first.port())
            .replace("belfry-2:8080", "127.0.0.1:" + second.port())
            .replace("\n:8080 {", "\n:" + port + " {\n\tbind 127.0.0.1");
    Files.writeString(directory.resolve("Caddyfile"), configuration);
    return List.of(program, "run", "--config", "Caddyfile", "--adapter", "caddyfile");
  }

  /** The node's heartbeat does. */
  @Override
  boolean endsSilence() {
    return false;
  }
}
