package org.belfry.it;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.belfry.it.client.Api;
import org.belfry.it.client.LiveSocket;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A test against the packaged WAR on a running server; every test has users of its own. */
@ArquillianTest
@RunAsClient
abstract class BelfryIT {

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return PackagedWar.deployment();
  }

  Api api() {
    try {
      return new Api(new URI(url.toString()), TestSurroundings.SENDER_KEY);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static String someone() {
    return "user-" + UUID.randomUUID();
  }

  /** A notification with a title; {@code more} are further fields and values. */
  static Map<String, Object> note(String title, List<String> to, Object... more) {
    var note = new LinkedHashMap<String, Object>();
    note.put("to", to);
    note.put("type", "test");
    note.put("title", title);
    for (var i = 0; i < more.length; i += 2) {
      note.put((String) more[i], more[i + 1]);
    }
    return note;
  }

  String send(String title, String... to) {
    return api().send(note(title, List.of(to))).body().get("id").asText();
  }

  LiveSocket connect(String user, String query) {
    return LiveSocket.connect(api(), api().token(user), query);
  }

  LiveSocket live(String user) {
    return connect(user, "").awaitCaughtUp();
  }
}
