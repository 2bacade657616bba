package org.belfry.console;

import java.util.Set;

/**
 * Who may look at the console.
 *
 * @param senders by name, as in reports; empty for nobody
 */
public record ConsoleSettings(Set<String> senders) {}
