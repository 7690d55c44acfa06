namespace McpOps.Capacity.Fitting;

/// <summary>The Universal Scalability Law with its three parameters.</summary>
/// <param name="Lambda">Rate of one caller alone, above 0.</param>
/// <param name="Sigma">Contention, at least 0.</param>
/// <param name="Kappa">Crosstalk, at least 0.</param>
internal readonly record struct ScalabilityLaw(double Lambda, double Sigma, double Kappa)
{
    // Below this the peak lies so far out that the law is a straight approach to its asymptote.
    private const double Flat = 1e-9;

    /// <summary>The rate at a concurrency.</summary>
    public double Rate(double concurrency) =>
        Lambda * concurrency / (1 + (Sigma * (concurrency - 1)) + (Kappa * concurrency * (concurrency - 1)));

    /// <summary>The concurrency with the highest rate, at least 1; infinite when there is none.</summary>
    public double PeakConcurrency => Kappa < Flat ? double.PositiveInfinity : Math.Max(1, Math.Sqrt(Math.Max(0, 1 - Sigma) / Kappa));

    /// <summary>The highest rate, or the asymptote; infinite when it rises without limit.</summary>
    public double PeakRate => Kappa >= Flat ? Rate(PeakConcurrency) : Sigma >= Flat ? Lambda / Sigma : double.PositiveInfinity;

    /// <summary>
    /// Fits the law by non-linear least squares on the logarithms of the rates (the noise of a rate grows with it), by the method of
    /// Levenberg and Marquardt (D. W. Marquardt, J. SIAM 11, 1963) with the parameters held at 0 or above.
    /// </summary>
    /// <param name="points">Concurrency and rate; at least three different concurrencies, rates above 0.</param>
    public static ScalabilityLaw Fit(IReadOnlyList<(double Concurrency, double Rate)> points)
    {
        var parameters = FirstGuess(points);
        var best = SumOfSquares(points, parameters);
        var damping = 1e-3;
        for (var iteration = 0; iteration < 200 && damping < 1e12; iteration++)
        {
            var trial = Step(points, parameters, damping);
            var sum = SumOfSquares(points, trial);
            if (sum < best)
            {
                var done = best - sum < 1e-12 * best;
                (parameters, best) = (trial, sum);
                damping = Math.Max(damping / 5, 1e-12);
                if (done)
                {
                    break;
                }
            }
            else
            {
                damping *= 4;
            }
        }

        return From(parameters);
    }

    // N/X is linear in (N − 1) and N(N − 1): Gunther's own way to fit, good enough to begin from.
    private static double[] FirstGuess(IReadOnlyList<(double Concurrency, double Rate)> points)
    {
        var normal = new double[3, 3];
        var right = new double[3];
        foreach (var (n, rate) in points)
        {
            double[] row = [1, n - 1, n * (n - 1)];
            var weight = rate / n * (rate / n);
            for (var i = 0; i < 3; i++)
            {
                right[i] += weight * row[i] * n / rate;
                for (var j = 0; j < 3; j++)
                {
                    normal[i, j] += weight * row[i] * row[j];
                }
            }
        }

        var solved = Solve(normal, right);
        var top = points.Max(point => point.Rate / point.Concurrency);
        var lambda = solved is not null && solved[0] > 0 ? 1 / solved[0] : top;
        return solved is null
            ? [Math.Log(lambda), 0.01, 0.0001]
            : [Math.Log(lambda), Math.Max(solved[1] * lambda, 1e-4), Math.Max(solved[2] * lambda, 1e-6)];
    }

    private static double[] Step(IReadOnlyList<(double Concurrency, double Rate)> points, double[] parameters, double damping)
    {
        var normal = new double[3, 3];
        var right = new double[3];
        foreach (var (n, rate) in points)
        {
            var denominator = 1 + (parameters[1] * (n - 1)) + (parameters[2] * n * (n - 1));
            var residual = Math.Log(rate) - (parameters[0] + Math.Log(n / denominator));
            double[] row = [1, -(n - 1) / denominator, -n * (n - 1) / denominator];
            for (var i = 0; i < 3; i++)
            {
                right[i] += row[i] * residual;
                for (var j = 0; j < 3; j++)
                {
                    normal[i, j] += row[i] * row[j];
                }
            }
        }

        // A parameter that rests on its bound and is pulled below it stays there, so that the others move freely.
        for (var i = 1; i < 3; i++)
        {
            if (parameters[i] <= 0 && right[i] < 0)
            {
                right[i] = 0;
                for (var j = 0; j < 3; j++)
                {
                    normal[i, j] = normal[j, i] = i == j ? 1 : 0;
                }
            }
        }

        for (var i = 0; i < 3; i++)
        {
            normal[i, i] *= 1 + damping;
        }

        var move = Solve(normal, right);
        return move is null ? parameters : [parameters[0] + move[0], Math.Max(0, parameters[1] + move[1]), Math.Max(0, parameters[2] + move[2])];
    }

    private static double SumOfSquares(IReadOnlyList<(double Concurrency, double Rate)> points, double[] parameters)
    {
        var law = From(parameters);
        return points.Sum(point => Math.Pow(Math.Log(point.Rate / law.Rate(point.Concurrency)), 2));
    }

    private static ScalabilityLaw From(double[] parameters) => new(Math.Exp(parameters[0]), parameters[1], parameters[2]);

    // Gaussian elimination with pivoting; null for a singular matrix.
    private static double[]? Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var column = 0; column < size; column++)
        {
            var pivot = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(matrix[row, column]));
            if (Math.Abs(matrix[pivot, column]) < 1e-300)
            {
                return null;
            }

            for (var k = 0; k < size; k++)
            {
                (matrix[column, k], matrix[pivot, k]) = (matrix[pivot, k], matrix[column, k]);
            }

            (right[column], right[pivot]) = (right[pivot], right[column]);
            for (var row = column + 1; row < size; row++)
            {
                var factor = matrix[row, column] / matrix[column, column];
                right[row] -= factor * right[column];
                for (var k = column; k < size; k++)
                {
                    matrix[row, k] -= factor * matrix[column, k];
                }
            }
        }

        for (var row = size - 1; row >= 0; row--)
        {
            for (var k = row + 1; k < size; k++)
            {
                right[row] -= matrix[row, k] * right[k];
            }

            right[row] /= matrix[row, row];
        }

        return right;
    }
}
