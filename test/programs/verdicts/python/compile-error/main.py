def main()
    print("no colon")


main()
