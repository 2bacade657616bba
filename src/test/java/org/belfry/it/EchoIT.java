package org.belfry.it;

import java.io.File;
import java.net.URI;
import java.net.URL;
import org.belfry.echo.EchoWar;
import org.belfry.it.client.EngineWire;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A test of the engine as it is shipped, with an application that answers everybody. */
@ArquillianTest
@RunAsClient
abstract class EchoIT {

  @ArquillianResource private URL url;

  @Deployment(testable = false)
  static WebArchive war() {
    return EchoWar.unhurried(new File(System.getProperty("belfry.war")));
  }

  URL url() {
    return url;
  }

  EngineWire engine() {
    return new EngineWire(URI.create(url + "engine.io/"));
  }

  EngineWire socketIo() {
    return new EngineWire(URI.create(url + "socket.io/"));
  }
}
