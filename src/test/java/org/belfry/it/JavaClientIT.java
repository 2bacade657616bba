package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.socket.client.IO;
import io.socket.client.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The official Socket.IO client for Java and Android. */
class JavaClientIT extends BelfryIT {

  private static final long PATIENCE_SECONDS = 60;

  private final String user = someone();
  private final BlockingQueue<JSONObject> notifications = new LinkedBlockingQueue<>();
  private final CompletableFuture<JSONObject> caughtUp = new CompletableFuture<>();
  private final CompletableFuture<JSONObject> refused = new CompletableFuture<>();

  private Socket join(String transports, String token) {
    var options =
        IO.Options.builder()
            .setPath(api().base().getPath() + "/socket.io/")
            .setTransports(transports.split(" "))
            .setAuth(Map.of("token", token))
            .setForceNew(true)
            .build();
    var base = api().base();
    var origin = URI.create(base.getScheme() + "://" + base.getAuthority());
    var socket = IO.socket(origin, options);
    socket.on("notification", arguments -> notifications.add((JSONObject) arguments[0]));
    socket.on("caught-up", arguments -> caughtUp.complete((JSONObject) arguments[0]));
    socket.on(Socket.EVENT_CONNECT_ERROR, arguments -> refused.complete((JSONObject) arguments[0]));
    return socket.connect();
  }

  private JSONObject notification() throws Exception {
    var next = notifications.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("a notification").isNotNull();
    return next.getJSONObject("item");
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling websocket", "polling", "websocket"})
  void it_gets_what_it_missed_then_what_comes_and_acts_on_it(String transports) throws Exception {
    send("missed", user);
    var socket = join(transports, api().token(user));
    assertThat(notification().getString("title")).isEqualTo("missed");
    caughtUp.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    send("live € 𝄞", user);
    assertThat(notification().getString("title")).isEqualTo("live € 𝄞");
    var answer = new CompletableFuture<JSONObject>();
    var seqs = new JSONObject(Map.of("seqs", List.of(1)));
    socket.emit("read", new Object[] {seqs}, given -> answer.complete((JSONObject) given[0]));
    assertThat(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS).getInt("unread")).isEqualTo(1);
    socket.disconnect();
  }

  @Test
  void it_is_told_why_it_is_not_let_in() throws Exception {
    var socket = join("websocket", "x");
    var error = refused.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(error.getJSONObject("data").getString("code")).isEqualTo("token-invalid");
    socket.disconnect();
  }
}
