package org.belfry.security;

/** A backend that may send; its name stands in the store, never its key. */
public record Sender(String name) implements Caller {}
