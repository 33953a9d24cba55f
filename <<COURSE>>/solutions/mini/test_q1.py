def test_double_of_two(double):
    pass
