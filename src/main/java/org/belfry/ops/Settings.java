package org.belfry.ops;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.belfry.backend.NotifyLimits;
import org.belfry.cluster.ClusterSettings;
import org.belfry.cluster.ListenSettings;
import org.belfry.compat.CompatSettings;
import org.belfry.console.ConsoleSettings;
import org.belfry.http.BodySettings;
import org.belfry.inbox.InboxSettings;
import org.belfry.inbox.read.PageSettings;
import org.belfry.live.LiveSettings;
import org.belfry.live.socketio.SocketIoSettings;
import org.belfry.security.AdminSettings;
import org.belfry.security.RateSettings;
import org.belfry.security.SecuritySettings;
import org.belfry.security.SenderNames;
import org.belfry.session.NodeSettings;
import org.belfry.socketio.server.UnjoinedLimits;
import org.belfry.store.DirectAddress;
import org.belfry.store.StoreSettings;
import org.belfry.user.InboxLimits;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * All settings, read through MicroProfile Config ({@code belfry.*} as system properties, {@code
 * BELFRY_*} in the environment), each with its default and its bounds. Checked once, at start: with
 * any mistake the server does not start and says all of them. {@code docs/configuration.md} is the
 * same list for people.
 */
@Singleton
class Settings {

  private static final Logger LOG = System.getLogger(Settings.class.getName());

  private final StoreSettings store;
  private final SecuritySettings security;
  private final BodySettings bodies;
  private final RateSettings rate;
  private final NotifyLimits notify;
  private final InboxSettings inbox;
  private final PageSettings pages;
  private final InboxLimits inboxLimits;
  private final LiveSettings live;
  private final SocketIoSettings socketIo;
  private final CompatSettings compat;
  private final NodeSettings nodes;
  private final ClusterSettings cluster;
  private final ConsoleSettings console;
  private final AdminSettings admins;
  private final List<UnknownNames.Unknown> unknown;
  private final List<String> mistakes;

  public Settings() {
    this(SettingsReader.of(ConfigProvider.getConfig()));
    unknown.forEach(name -> name.log(LOG));
  }

  Settings(SettingsReader reader) {
    store =
        new StoreSettings(
            reader.text("belfry.db.url"),
            reader.text("belfry.db.user"),
            reader.text("belfry.db.password"),
            reader.text("belfry.db.jndi", "jdbc/belfry"),
            reader.number("belfry.db.pool-size", 12, 8, 200),
            direct(reader));
    security =
        SecuritySettings.parse(
            reader.text("belfry.api-keys").orElse(""),
            reader.text("belfry.jwt.secret").orElse(""),
            reader.text("belfry.jwt.second-secret").orElse(""),
            reader.text("belfry.jwt.jwks").orElse(""),
            reader.text("belfry.jwt.issuer").orElse(""),
            reader.text("belfry.jwt.audience").orElse(""),
            reader.text("belfry.jwt.user-claim", "sub"),
            reader.text("belfry.origins").orElse(""),
            reader.seconds("belfry.jwt.longest-token-seconds", 2_592_000, 60, 31_536_000),
            reader.mistakes());
    bodies =
        new BodySettings(
            reader.number("belfry.bodies.at-once", 1_024, 16, 65_536),
            reader.number("belfry.bodies.of-one", 16, 1, 65_536),
            reader.number("belfry.bodies.bytes", 67_108_864, 1_048_576, 2_147_483_647),
            reader.seconds("belfry.bodies.seconds", 30, 1, 300),
            reader.number("belfry.bodies.bytes-per-second", 1_000, 0, 1_000_000));
    rate = new RateSettings(reader.number("belfry.limits.sends-per-second", 50_000, 0, 10_000_000));
    notify =
        new NotifyLimits(
            reader.number("belfry.limits.recipients", 1_000, 1, 10_000),
            reader.number("belfry.limits.body-bytes", 65_536, 1_024, 1_048_576),
            reader.number("belfry.limits.batch", 500, 1, 10_000),
            reader.number("belfry.limits.batch-bytes", 8_388_608, 65_536, 67_108_864));
    inbox =
        new InboxSettings(
            reader.number("belfry.append.queue", 10_000, 100, 1_000_000),
            reader.number("belfry.append.queue-bytes", 33_554_432, 1_048_576, 1_073_741_824),
            reader.number("belfry.append.batch-items", 1_000, 1, 10_000),
            reader.seconds("belfry.append.locked-seconds", 10, 1, 60),
            reader.number("belfry.bulk.items", 1_000, 10, 10_000),
            Duration.ofDays(reader.number("belfry.retention.days", 90, 0, 36_500)),
            reader.seconds("belfry.retention.walk-seconds", 1_800, 5, 86_400));
    pages =
        new PageSettings(reader.number("belfry.limits.page-bytes", 262_144, 16_384, 16_777_216));
    inboxLimits =
        new InboxLimits(
            reader.number("belfry.limits.page", 200, 1, 1_000),
            reader.number("belfry.limits.seqs", 1_000, 1, 10_000),
            reader.number("belfry.limits.commands-per-second", 100, 0, 100_000));
    live =
        new LiveSettings(
            reader.seconds("belfry.live.ping-seconds", 25, 1, 300),
            reader.seconds("belfry.live.silent-seconds", 20, 1, 300),
            reader.seconds("belfry.live.write-seconds", 10, 1, 300),
            reader.number("belfry.live.buffer-chars", 65_536, 4_096, 16_777_216),
            reader.seconds("belfry.live.longest-wait-seconds", 60, 1, 300),
            reader.seconds("belfry.live.goodbye-seconds", 3, 0, 60),
            reader.seconds("belfry.live.store-patience-seconds", 5, 1, 600),
            reader.number("belfry.limits.connections", 50_000, 10, 1_000_000),
            reader.number("belfry.limits.connections-per-user", 100, 1, 10_000));
    nodes = new NodeSettings(reader.seconds("belfry.cluster.dead-after-seconds", 20, 10, 600));
    cluster =
        new ClusterSettings(
            listen(reader),
            reader.uri("belfry.cluster.redis-url", "redis", "rediss"),
            reader.number("belfry.cluster.queue-bytes", 16_777_216, 65_536, 1_073_741_824));
    socketIo =
        new SocketIoSettings(
            reader.number("belfry.socketio.payload-bytes", 100_000, 1_024, 16_777_216),
            new UnjoinedLimits(
                reader.number("belfry.socketio.unjoined", 2_000, 1, 1_000_000),
                reader.number("belfry.socketio.unjoined-per-address", 200, 1, 1_000_000),
                reader.number("belfry.socketio.unjoined-bytes", 16_384, 1_024, 1_048_576),
                reader.seconds("belfry.socketio.unjoined-seconds", 10, 1, 300)));
    compat =
        new CompatSettings(
            reader.flag("belfry.compat.enabled"),
            reader.flag("belfry.compat.new-user"),
            reader.flag("belfry.compat.read-when-delivered"),
            notify.recipients(),
            notify.bodyBytes());
    console = new ConsoleSettings(senders(reader, "belfry.console.senders"));
    // who may read every inbox may also take back what stands there
    var all = new HashSet<>(console.senders());
    all.addAll(senders(reader, "belfry.senders.admin"));
    admins = new AdminSettings(Set.copyOf(all));
    reader.checkNames();
    unknown = List.copyOf(reader.unknown());
    mistakes = List.copyOf(reader.mistakes());
  }

  private Set<String> senders(SettingsReader reader, String name) {
    var text = reader.text(name).orElse("");
    return SenderNames.parse(name, text, security.apiKeys().values(), reader.mistakes());
  }

  /** Only what was said: where nothing is, the store itself is thought to be direct. */
  private static Optional<DirectAddress> direct(SettingsReader reader) {
    var user = reader.text("belfry.cluster.listen-user").or(() -> reader.text("belfry.db.user"));
    var password =
        reader.text("belfry.cluster.listen-password").or(() -> reader.text("belfry.db.password"));
    return reader
        .text("belfry.cluster.listen-url")
        .map(url -> new DirectAddress(url, user, password));
  }

  /** Listens where the store is, unless said otherwise: then with a name of its own, or that. */
  private Optional<ListenSettings> listen(SettingsReader reader) {
    var user = reader.text("belfry.cluster.listen-user").or(store::user);
    var password = reader.text("belfry.cluster.listen-password").or(store::password);
    return reader
        .text("belfry.cluster.listen-url")
        .or(store::url)
        .map(url -> new ListenSettings(url, user, password));
  }

  /** Every setting that is not right, as a sentence that names it. */
  List<String> mistakes() {
    return mistakes;
  }

  /** Throws with all mistakes; whoever takes a part of the settings gets only right ones. */
  private <T> T sound(T part) {
    if (!mistakes.isEmpty()) {
      throw new IllegalStateException(
          "Belfry does not start; please mend its settings:\n - " + String.join("\n - ", mistakes));
    }
    return part;
  }

  @Produces
  @Singleton
  StoreSettings store() {
    return sound(store);
  }

  @Produces
  @Singleton
  SecuritySettings security() {
    return sound(security);
  }

  @Produces
  @Singleton
  BodySettings bodies() {
    return sound(bodies);
  }

  @Produces
  @Singleton
  RateSettings rate() {
    return sound(rate);
  }

  @Produces
  @Singleton
  NotifyLimits notifyLimits() {
    return sound(notify);
  }

  @Produces
  @Singleton
  InboxSettings inbox() {
    return sound(inbox);
  }

  @Produces
  @Singleton
  PageSettings pages() {
    return sound(pages);
  }

  @Produces
  @Singleton
  InboxLimits inboxLimits() {
    return sound(inboxLimits);
  }

  @Produces
  @Singleton
  LiveSettings live() {
    return sound(live);
  }

  @Produces
  @Singleton
  SocketIoSettings socketIo() {
    return sound(socketIo);
  }

  @Produces
  @Singleton
  CompatSettings compat() {
    return sound(compat);
  }

  @Produces
  @Singleton
  NodeSettings nodes() {
    return sound(nodes);
  }

  @Produces
  @Singleton
  ClusterSettings cluster() {
    return sound(cluster);
  }

  @Produces
  @Singleton
  AdminSettings admins() {
    return sound(admins);
  }

  @Produces
  @Singleton
  ConsoleSettings console() {
    return sound(console);
  }
}
