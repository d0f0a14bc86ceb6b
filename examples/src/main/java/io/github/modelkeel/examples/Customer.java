package io.github.modelkeel.examples;

/**
 * A customer as the host application knows one; the components name the inputs of the model.
 *
 * @param age age in years
 * @param orders orders in the last year
 * @param avgOrderValue mean value of an order, in euros
 * @param visits visits in the last year
 * @param daysSinceLast days since the last visit
 */
record Customer(int age, int orders, double avgOrderValue, int visits, int daysSinceLast) {}
