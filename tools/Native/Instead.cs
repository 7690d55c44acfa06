// A program must have something to compile; what was built before takes the place of it.
return 0;
