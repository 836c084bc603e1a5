/**
 * Whole: turns a number into a whole one that takes no room of its own where it is kept. Pure.
 *
 * An object of V8 holds an integer of 32 bits in itself and 16 bytes elsewhere for any other number,
 * −0 among them. With a field that once was one of these, all objects of its kind take them from then on.
 */
export const whole = (value: number): number => Math.round(value) + 0;
