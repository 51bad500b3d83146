#pragma once
#include <cblas.h>

// LAPACK's eigenvalues and -vectors of a symmetric matrix, which OpenBLAS contains but cblas.h does
// not declare (https://netlib.org/lapack/explore-html/, dsyevd).
void dsyevd_(
    const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
    double *work, const int *lwork, int *iwork, const int *liwork, int *info);
