/**
 * What tests of state machines play with: everything that can happen, in thousands of orders, on
 * one thread and each of them again whenever it is wanted.
 */
package org.belfry.interleaving;
