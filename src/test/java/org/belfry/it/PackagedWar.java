package org.belfry.it;

import java.io.File;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR as it was packaged: what is tested is what is shipped. */
final class PackagedWar {

  private PackagedWar() {}

  static WebArchive deployment() {
    return ShrinkWrap.createFromZipFile(
        WebArchive.class, new File(System.getProperty("belfry.war")));
  }
}
