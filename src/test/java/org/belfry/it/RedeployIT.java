package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.belfry.it.client.Api;
import org.belfry.it.client.Doors;
import org.belfry.it.client.Knocking;
import org.belfry.it.client.LiveSocket;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** Deploying and undeploying while the server runs and clients are connected. */
@ArquillianTest
@RunAsClient
class RedeployIT {

  private static final String FIRST = "first";
  private static final String SECOND = "second";

  @ArquillianResource private Deployer deployer;

  private final String user = BelfryIT.someone();

  @Deployment(name = FIRST, managed = false, testable = false)
  static WebArchive first() {
    return PackagedWar.named(FIRST);
  }

  @Deployment(name = SECOND, managed = false, testable = false)
  static WebArchive second() {
    return PackagedWar.named(SECOND);
  }

  private static Api api(String context) {
    var port = Integer.getInteger("belfry.test.http-port");
    var url = URI.create("http://localhost:" + port + "/" + context);
    return new Api(url, TestSurroundings.SENDER_KEY);
  }

  private LiveSocket connect(Api api, String query) {
    return LiveSocket.connect(api, api.token(user), query).awaitCaughtUp();
  }

  @Test
  void who_is_connected_when_belfry_is_undeployed_is_told_to_come_back_and_no_thread_remains()
      throws Exception {
    deployer.deploy(FIRST);
    var api = api(FIRST);
    var epoch = api.get("/api/v1/inbox", api.token(user)).body().get("epoch").asText();
    var sockets = Stream.generate(() -> connect(api, "")).limit(10).toList();
    var uri = URI.create(api.base() + "/api/v1/live?access_token=" + api.token(user));
    var stream =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines());
    var path = "/api/v1/inbox/changes?wait=40&after=1&epoch=" + epoch;
    api.send(BelfryIT.note("n", List.of(user)));
    var poll = api.later("GET", path, api.token(user), null);
    sockets.forEach(socket -> socket.awaitHead(1));
    assertThat(ServerProcess.threadsOfBelfry()).isNotEmpty();

    deployer.undeploy(FIRST);
    for (var socket : sockets) {
      assertThat(socket.awaitClose()).isEqualTo(4000);
    }
    assertThat(stream.body().collect(Collectors.joining())).contains("goodbye", "4000");
    assertThat(poll.join().status()).isIn(200, 503);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(ServerProcess.threadsOfBelfry()).isEmpty());

    deployer.deploy(FIRST);
    var back = connect(api, "&epoch=" + epoch + "&after=1");
    assertThat(back.frames()).hasSize(2);
    api.send(BelfryIT.note("n", List.of(user)));
    back.awaitHead(2);
    back.close();
    deployer.undeploy(FIRST);
  }

  @Test
  void two_deployments_in_one_server_do_not_get_in_each_others_way() throws Exception {
    deployer.deploy(FIRST);
    deployer.deploy(SECOND);
    var atFirst = connect(api(FIRST), "");
    var atSecond = connect(api(SECOND), "");
    for (var context : List.of(FIRST, SECOND)) {
      assertThat(api(context).get("/health/ready", null).status()).isEqualTo(200);
      assertThat(api(context).send(BelfryIT.note("n", List.of(user))).status()).isEqualTo(201);
    }
    atFirst.awaitHead(2);
    atSecond.awaitHead(2);
    var presence = "/api/v1/users/" + user + "/presence";
    var both = api(SECOND).get(presence, TestSurroundings.SENDER_KEY).body();
    assertThat(both.get("connections").asInt()).isEqualTo(2);

    deployer.undeploy(FIRST);
    assertThat(atFirst.awaitClose()).isEqualTo(4000);
    assertThat(atSecond.isOpen()).isTrue();
    api(SECOND).send(BelfryIT.note("n", List.of(user)));
    atSecond.awaitHead(3);
    atSecond.close();
    undeployWhileAllKnock(SECOND);
  }

  /** Nobody hears 404 while goodbyes are said; afterwards it is the server that answers. */
  private void undeployWhileAllKnock(String name) {
    var api = api(name);
    var doors = Doors.of("/" + name, api.token(user), api.senderKey());
    var heard = new ArrayList<Knocking.Answer>();
    try (var knocking = Knocking.at(api.base(), doors)) {
      LiveSocket.until("all doors", knocking::isAnsweredEverywhere);
      knocking.answers();
      deployer.undeploy(name);
      LiveSocket.until("answers of the server", () -> knocking.count() > 500);
      heard.addAll(knocking.answers());
    }
    var byDoor = heard.stream().collect(Collectors.groupingBy(Knocking.Answer::door));
    assertThat(byDoor).hasSize(2 * doors.size());
    for (var answers : byDoor.values()) {
      var before = answers.stream().takeWhile(a -> a.status() != 404).toList();
      assertThat(before).allSatisfy(a -> assertThat(a.status()).isIn(101, 200, 201, 503));
      assertThat(before.stream().filter(RedeployIT::isGoodbye)).hasSizeGreaterThan(3);
    }
    // while filters are taken down Payara answers for them, for moments
    var bare = heard.stream().filter(a -> a.status() == 503 && !isGoodbye(a)).count();
    var goodbyes = heard.stream().filter(RedeployIT::isGoodbye).count();
    assertThat(bare).isLessThan(TestSurroundings.isPayara() ? goodbyes / 2 : 1);
  }

  private static boolean isGoodbye(Knocking.Answer answer) {
    return answer.door().startsWith("stream")
        ? answer.body().contains("goodbye")
        : answer.has("Retry-After: ") || answer.body().contains("DOWN");
  }
}
