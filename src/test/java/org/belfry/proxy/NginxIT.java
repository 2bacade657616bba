package org.belfry.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shipped {@code docker/nginx.conf} in a real nginx. */
class NginxIT extends ProxyContract {

  @Override
  String program() {
    return "nginx";
  }

  @Override
  String debian() {
    return "nginx-light";
  }

  @Override
  List<String> prepare(String program) throws IOException {
    var configuration =
        Files.readString(Path.of("docker/nginx.conf"))
            .replace("belfry-1:8080", "127.0.0.1:" + first.port())
            .replace("belfry-2:8080", "127.0.0.1:" + second.port())
            .replace("listen 8080;", "listen 127.0.0.1:" + port + ";")
            .replace("120s", IDLE_SECONDS + "s")
            .replace("/dev/stderr", directory.resolve("error.log").toString())
            .replace("/dev/stdout", directory.resolve("access.log").toString())
            .replace("worker_processes auto;", "worker_processes 1; daemon off; pid nginx.pid;")
            .replace("worker_rlimit_nofile 65536;", "")
            .replace("worker_connections 30000;", "worker_connections 200;");
    Files.writeString(directory.resolve("nginx.conf"), configuration);
    return List.of(program, "-p", directory.toString(), "-c", "nginx.conf", "-e", "start.log");
  }

  @Test
  void the_nodes_own_503_comes_through() throws Exception {
    first.status = 503;
    second.status = 503;
    var answer = get("/api/v1/inbox");
    assertThat(answer.body()).isEqualTo("node 503");
    assertThat(answer.headers().firstValue("Retry-After")).contains("7");
  }

  @Test
  void what_a_stopping_node_refuses_goes_to_the_other_at_once() throws Exception {
    first.status = 503;
    for (var i = 0; i < 10; i++) {
      assertThat(get("/api/v1/inbox").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void an_event_source_is_told_when_to_come_back() throws Exception {
    first.close();
    second.close();
    assertPausesDiffer();
  }
}
