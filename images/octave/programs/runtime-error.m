error("this program always fails");
