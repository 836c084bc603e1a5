/**
 * Cholesky: solves A x = b for symmetric positive definite A (Golub and Van Loan, §4.2). Pure.
 */

/** The lower triangle L with L Lᵀ = A, row after row; throws a RangeError if A is not definite. */
export function factorOf(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column] ?? 0;
      for (let at = 0; at < column; at++)
        sum -= (factor[row * size + at] as number) * (factor[column * size + at] as number);
      if (row !== column) factor[row * size + column] = sum / (factor[column * size + column] ?? 1);
      else if (sum > 0) factor[row * size + row] = Math.sqrt(sum);
      else throw new RangeError("the matrix is not positive definite");
    }
  return factor;
}

/** Writes y with L y = b over b. */
export function forward(factor: Float64Array, size: number, b: Float64Array): void {
  for (let row = 0; row < size; row++) {
    let sum = b[row] as number;
    for (let at = 0; at < row; at++) sum -= (factor[row * size + at] as number) * (b[at] as number);
    b[row] = sum / (factor[row * size + row] as number);
  }
}

/** Writes x with Lᵀ x = y over y. */
export function backward(factor: Float64Array, size: number, y: Float64Array): void {
  for (let row = size - 1; row >= 0; row--) {
    let sum = y[row] as number;
    for (let at = row + 1; at < size; at++)
      sum -= (factor[at * size + row] as number) * (y[at] as number);
    y[row] = sum / (factor[row * size + row] as number);
  }
}
